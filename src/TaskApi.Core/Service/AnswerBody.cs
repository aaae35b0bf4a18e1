using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>The body of an answer as far as it has come: bounded, and kept also when the rest never comes.</summary>
internal sealed class AnswerBody : IDisposable
{
    private const int Largest = 8 * 1024 * 1024;

    private readonly MemoryStream _bytes = new();

    /// <summary>How many bytes have come.</summary>
    public long Length => _bytes.Length;

    /// <summary>The bytes so far.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>Reads to the end, or to the bound.</summary>
    /// <param name="content">The body.</param>
    /// <param name="mayCut">True: what is larger is read up to the bound, since the answer to a paid request is not thrown away for its size.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The body is larger and may not be cut.</exception>
    public async Task ReadAsync(HttpContent content, bool mayCut, CancellationToken cancellation)
    {
        if (!mayCut && content.Headers.ContentLength > Largest)
        {
            throw TooLarge();
        }

        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellation).ConfigureAwait(false)) > 0)
        {
            int room = Largest - (int)_bytes.Length;
            _bytes.Write(buffer, 0, read < room ? read : room);
            if (read > room)
            {
                if (mayCut)
                {
                    return;
                }

                throw TooLarge();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private static InvalidDataException TooLarge() => new("The answer is larger than 8 MB.");
}
