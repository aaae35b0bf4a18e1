using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>Serves files of known contents on a port of this machine, whole and in parts as a content network does, and counts what it sends.</summary>
internal sealed class FileServer : IDisposable
{
    private const int MostHeaders = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, ServedFile> _files = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private int _requests;

    public FileServer()
    {
        _listener.Start(backlog: 512);
        Address = $"http://{_listener.LocalEndpoint}";
        _ = ListenAsync();
    }

    public string Address { get; }

    /// <summary>How many requests there were, whatever for.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How long the server rests between two pieces of a file; zero sends as fast as it can.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Adds a file.</summary>
    public Uri Add(string name, ServedFile file)
    {
        _files[name] = file;
        return new Uri($"{Address}/{name}");
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            byte[] head = new byte[MostHeaders];
            int length = 0;
            try
            {
                while (true)
                {
                    int end;
                    while ((end = head.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
                    {
                        int read = await socket.ReceiveAsync(head.AsMemory(length), _end.Token);
                        if (read == 0)
                        {
                            return;
                        }

                        length += read;
                    }

                    string[] lines = Encoding.ASCII.GetString(head, 0, end).Split("\r\n");
                    length -= end + 4;
                    Buffer.BlockCopy(head, end + 4, head, 0, length);
                    Interlocked.Increment(ref _requests);
                    await AnswerAsync(socket, lines);
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // Whoever asked was killed, the file was to be cut, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(Socket socket, string[] lines)
    {
        if (!_files.TryGetValue(lines[0].Split(' ')[1].TrimStart('/'), out ServedFile? file))
        {
            await SendAsync(socket, Encoding.ASCII.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
            return;
        }

        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        long from = headers.TryGetValue("Range", out string? range) && headers.GetValueOrDefault("If-Range", file.Tag ?? "") == file.Tag
            ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;
        string status = from > 0 ? "206 Partial Content" : "200 OK";
        string part = from > 0 ? FormattableString.Invariant($"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n") : "";
        string tag = file.Tag is null ? "" : $"ETag: {file.Tag}\r\n";
        file.CountRequest(from);
        await SendAsync(socket, Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $"HTTP/1.1 {status}\r\nContent-Type: audio/mpeg\r\nContent-Length: {file.Length - from}\r\n{part}{tag}\r\n")));
        foreach (ReadOnlyMemory<byte> piece in file.Pieces(from))
        {
            await SendAsync(socket, piece);
            file.CountSent(piece.Length);
            if (Pause > TimeSpan.Zero)
            {
                await Task.Delay(Pause, _end.Token);
            }
        }
    }

    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, _end.Token)..];
        }
    }
}
