using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// A file as the part <c>file</c> of a form (RFC 7578), read from the disk as it is sent. What does not turn out to be the content that was
/// meant never ends, so that nobody takes it for a file.
/// </summary>
internal sealed class UploadBody : HttpContent
{
    private const int BufferLength = 80 * 1024;

    private readonly LocalMedium _medium;
    private readonly string _sha256;
    private readonly Action<int> _sent;
    private readonly CancellationToken _stop;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    /// <param name="medium">The file.</param>
    /// <param name="sha256">The content that is meant.</param>
    /// <param name="sent">Told of each piece that has left.</param>
    /// <param name="stop">Ends the sending.</param>
    public UploadBody(LocalMedium medium, string sha256, Action<int> sent, CancellationToken stop)
    {
        _medium = medium;
        _sha256 = sha256;
        _sent = sent;
        _stop = stop;
        string boundary = "TaskApi-" + Guid.NewGuid().ToString("N");
        // The name of a file on this machine is nobody's business; one that tells contents apart keeps a server that goes by names from mixing them up.
        string name = sha256.Substring(0, 32) + medium.Type.Extension;
        _head = Encoding.ASCII.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {medium.Type.Name}\r\n\r\n");
        _tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
    }

    /// <summary>What is wrong with the file; null while nothing is.</summary>
    public GenServiceException? Failure { get; private set; }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _medium.Length + _tail.Length;
        return true;
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_head, 0, _head.Length, _stop).ConfigureAwait(false);
        using FileStream content = Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferLength];
        long left = _medium.Length;
        while (left > 0)
        {
            int read = await ReadAsync(content, buffer, (int)Math.Min(left, buffer.Length)).ConfigureAwait(false);
            if (read == 0)
            {
                throw Fail(_medium.Changed());
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
            if (left == 0 && Sha256Text.Of(hash.GetHashAndReset()) != _sha256)
            {
                throw Fail(_medium.Changed());
            }

            await stream.WriteAsync(buffer, 0, read, _stop).ConfigureAwait(false);
            _sent(read);
        }

        await stream.WriteAsync(_tail, 0, _tail.Length, _stop).ConfigureAwait(false);
    }

    private FileStream Open()
    {
        try
        {
            return _medium.Open();
        }
        catch (Exception failure) when (LocalMedium.IsOfDisk(failure))
        {
            throw Fail(_medium.Unreadable(failure));
        }
    }

    private async Task<int> ReadAsync(FileStream content, byte[] buffer, int most)
    {
        try
        {
            return await content.ReadAsync(buffer, 0, most, _stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (LocalMedium.IsOfDisk(failure))
        {
            throw Fail(_medium.Unreadable(failure));
        }
    }

    private GenServiceException Fail(GenServiceException failure) => Failure ??= failure;
}
