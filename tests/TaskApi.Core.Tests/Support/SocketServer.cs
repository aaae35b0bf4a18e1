using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace TaskApi.Tests.Support;

/// <summary>A server behind a real socket of this machine that writes the head of every request down and answers as a test says, byte by byte.</summary>
internal sealed class SocketServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _heads = [];
    private readonly Func<string, byte[]> _answer;

    /// <param name="answer">The whole answer to a request, by its path and query; after it the connection ends.</param>
    public SocketServer(Func<string, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = ListenAsync();
    }

    public int Port { get; }

    /// <summary>Its origin, without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The heads of the requests so far.</summary>
    public IReadOnlyList<string> Heads
    {
        get
        {
            lock (_heads)
            {
                return [.. _heads];
            }
        }
    }

    /// <summary>An answer with the right length.</summary>
    public static byte[] Answer(int status, byte[] body, params string[] headers)
    {
        var head = new StringBuilder($"HTTP/1.1 {status} Status\r\nContent-Length: {body.Length}\r\nConnection: close\r\n");
        foreach (string header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public void Dispose() => _listener.Dispose();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                _ = TakeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception ended) when (ended is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 1024, leaveOpen: true);
            var head = new StringBuilder();
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                head.AppendLine(line);
            }

            string path = head.ToString().Split(' ') is [_, var target, ..] ? target : "/";
            lock (_heads)
            {
                _heads.Add(head.ToString());
            }

            await stream.WriteAsync(_answer(path));
        }
    }
}
