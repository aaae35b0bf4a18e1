using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Emulator;

/// <summary>
/// Lets an <see cref="HttpClient"/> of the same process talk to an emulator. Every host is the emulator, so the API, the uploads and the
/// outputs all come from it. Disposing the handler leaves the emulator alone: several handlers may share one.
/// </summary>
public sealed class EmulatorHandler(GenEmulator emulator) : HttpMessageHandler
{
    private readonly GenEmulator _emulator = emulator ?? throw new ArgumentNullException(nameof(emulator));

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        }

        if (request.Content is not null)
        {
            return SendWithBodyAsync(request, cancellationToken);
        }

        EmulatorRequest read = Read(request, []);

        // Making a film takes a while, and the caller counts on getting its thread back.
        return GenEmulator.IsSlow(read)
            ? Task.Run(() => Write(request, _emulator.Handle(read)), cancellationToken)
            : Task.FromResult(Write(request, _emulator.Handle(read)));
    }

    private async Task<HttpResponseMessage> SendWithBodyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // One byte more than the largest body is enough to see that it is too large; the rest need not fill the memory.
        byte[] body = request.Content!.Headers.ContentLength > GenEmulator.LargestUpload
            ? new byte[GenEmulator.LargestUpload + 1]
            : await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Write(request, _emulator.Handle(Read(request, body)));
    }

    private static EmulatorRequest Read(HttpRequestMessage request, byte[] body) => new()
    {
        Method = request.Method.Method,
        Path = request.RequestUri?.AbsolutePath ?? "/",
        Authorization = FirstHeader(request, "Authorization"),
        ContentType = request.Content?.Headers.ContentType?.ToString(),
        Range = request.Headers.Range?.ToString(),
        IfRange = request.Headers.IfRange?.ToString(),
        Body = body,
    };

    private static string? FirstHeader(HttpRequestMessage request, string name)
    {
        if (request.Headers.TryGetValues(name, out IEnumerable<string>? values))
        {
            foreach (string value in values)
            {
                return value;
            }
        }

        return null;
    }

    private static HttpResponseMessage Write(HttpRequestMessage request, EmulatorResponse answer)
    {
        ByteArrayContent content = MemoryMarshal.TryGetArray(answer.Body, out ArraySegment<byte> bytes)
            ? new ByteArrayContent(bytes.Array!, bytes.Offset, bytes.Count)
            : new ByteArrayContent(answer.Body.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        var response = new HttpResponseMessage((HttpStatusCode)answer.StatusCode) { RequestMessage = request, Content = content };
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return response;
    }
}
