using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace TaskApi.Emulator.Server;

/// <summary>Takes requests from the socket: the server's own pages are answered at once, all others through the faults.</summary>
internal sealed class EmulatorFront(GenEmulator emulator, FaultPlan plan, RequestCounter requests)
{
    private const string StatsPath = "/_stats";
    private const string TasksPath = "/_tasks";

    private readonly FaultyService _service = new(emulator, plan);

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        // A look at the figures must neither change them nor fail.
        switch (context.Request.Path.Value)
        {
            case FaultsPage.Path:
                await FaultsPage.AnswerAsync(context, await ReadAsync(context.Request), plan);
                break;
            case StatsPath or TasksPath:
                await HttpAnswer.WriteAsync(context, emulator.Handle(await ReadAsync(context.Request)));
                break;
            default:
                await AnswerCountedAsync(context);
                break;
        }
    }

    private async Task AnswerCountedAsync(HttpContext context)
    {
        requests.Begin();
        try
        {
            await _service.AnswerAsync(context, await ReadAsync(context.Request));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; nobody is left to answer.
        }
        finally
        {
            requests.End();
        }
    }

    private static async Task<EmulatorRequest> ReadAsync(HttpRequest request) => new()
    {
        Method = request.Method,
        Path = request.Path.Value ?? "/",
        Authorization = request.Headers.Authorization,
        ContentType = request.ContentType,
        Range = request.Headers.Range,
        IfRange = request.Headers.IfRange,
        Body = await ReadBodyAsync(request),
    };

    // One byte more than the largest body is enough for the emulator to see that a body is too large.
    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            bool enough = read.Buffer.Length > GenEmulator.LargestUpload;
            if (read.IsCompleted || enough)
            {
                byte[] body = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, GenEmulator.LargestUpload + 1)).ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
