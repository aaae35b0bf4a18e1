using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Reads one request of HTTP/1.1 from a stream. Never holds or reads more than its limits, whatever is sent.</summary>
internal sealed class HttpRequestReader(Stream stream, HttpLimits limits)
{
    // Chunks of a few bytes cost more than they bring; what is around them may be no more than this.
    private const int MostFraming = 256 * 1024;
    private const int LongestChunkLine = 1024;

    private readonly byte[] _buffer = new byte[4096];
    private int _from;
    private int _to;
    private int _headerBytes;

    /// <summary>Reads the first line and the headers.</summary>
    /// <returns>Null when the other side has closed without a word.</returns>
    /// <exception cref="HttpRefusedException">They are none, or too large.</exception>
    /// <exception cref="EndOfStreamException">They break off.</exception>
    public async Task<HttpHead?> ReadHeadAsync(CancellationToken cancellation)
    {
        if (!await HasMoreAsync(cancellation).ConfigureAwait(false))
        {
            return null;
        }

        string first = await ReadLineAsync(limits.RequestLine, 414, "The first line is too long.", cancellation).ConfigureAwait(false);
        var head = HttpHead.Begin(first);
        _headerBytes = first.Length;
        while (await ReadHeaderLineAsync(cancellation).ConfigureAwait(false) is { Length: > 0 } line)
        {
            head.Add(line);
        }

        head.End();
        return head;
    }

    /// <summary>Reads the body that the head announces.</summary>
    /// <exception cref="HttpRefusedException">Its length is not said, or it is too large, or its chunks are none.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public async Task<byte[]> ReadBodyAsync(HttpHead head, CancellationToken cancellation)
    {
        if (head.IsChunked)
        {
            return await ReadChunksAsync(cancellation).ConfigureAwait(false);
        }

        using var body = new MemoryStream();
        await CopyAsync(body, CheckLength(head), cancellation).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>The announced length of a body that is not in chunks.</summary>
    /// <exception cref="HttpRefusedException">It is not said, or too large.</exception>
    public int CheckLength(HttpHead head) => head.Length switch
    {
        null => throw new HttpRefusedException(411, "The body's length is not said."),
        { } length when length > limits.Body => throw TooLarge(),
        { } length => (int)length,
    };

    private static HttpRefusedException TooLarge() => new(413, "The body is too large.");

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        int framing = 0;
        while (true)
        {
            string line = await ReadLineAsync(LongestChunkLine, 400, "A chunk's first line is too long.", cancellation).ConfigureAwait(false);
            framing += line.Length + 4;
            int length = ChunkLength(line);
            if (length > limits.Body - body.Length || framing > MostFraming)
            {
                throw TooLarge();
            }

            if (length == 0)
            {
                break;
            }

            await CopyAsync(body, length, cancellation).ConfigureAwait(false);
            if ((await ReadLineAsync(2, 400, "A chunk is longer than it says.", cancellation).ConfigureAwait(false)).Length > 0)
            {
                throw new HttpRefusedException(400, "A chunk is longer than it says.");
            }
        }

        while ((await ReadHeaderLineAsync(cancellation).ConfigureAwait(false)).Length > 0)
        {
            // What is said after a body says nothing here.
        }

        return body.ToArray();
    }

    private static int ChunkLength(string line)
    {
        string digits = line.Split(';')[0].TrimEnd(' ', '\t');
        return digits.Length is > 0 and <= 7 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length)
            ? length
            : digits.Length > 7 ? throw TooLarge() : throw new HttpRefusedException(400, "A chunk's length is no number.");
    }

    private async Task<string> ReadHeaderLineAsync(CancellationToken cancellation)
    {
        string line = await ReadLineAsync(limits.Headers - _headerBytes, 431, "The headers are too large.", cancellation).ConfigureAwait(false);
        _headerBytes += line.Length + 2;
        return line;
    }

    /// <summary>A line without its end.</summary>
    private async Task<string> ReadLineAsync(int most, int status, string tooLong, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (await HasMoreAsync(cancellation).ConfigureAwait(false))
        {
            // Latin-1: each byte a letter, so that nothing is lost and nothing fails.
            char letter = (char)_buffer[_from++];
            if (letter == '\n')
            {
                return line.Length > 0 && line[line.Length - 1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }

            if (line.Length >= most)
            {
                throw new HttpRefusedException(status, tooLong);
            }

            line.Append(letter);
        }

        throw new EndOfStreamException();
    }

    private async Task CopyAsync(MemoryStream body, int length, CancellationToken cancellation)
    {
        while (length > 0)
        {
            if (!await HasMoreAsync(cancellation).ConfigureAwait(false))
            {
                throw new EndOfStreamException();
            }

            int part = Math.Min(length, _to - _from);
            body.Write(_buffer, _from, part);
            _from += part;
            length -= part;
        }
    }

    private async Task<bool> HasMoreAsync(CancellationToken cancellation)
    {
        if (_from == _to)
        {
            _from = 0;
            _to = await stream.ReadAsync(_buffer, 0, _buffer.Length, cancellation).ConfigureAwait(false);
        }

        return _from < _to;
    }
}
