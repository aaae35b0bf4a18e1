using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>Takes the callbacks of a service on a port of this machine, and answers each with 200.</summary>
internal sealed class CallbackListener : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _taskIds = [];
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallbackListener()
    {
        _listener.Start();
        Address = $"http://{_listener.LocalEndpoint}/done";
        _ = ListenAsync();
    }

    /// <summary>Where the callbacks shall go.</summary>
    public string Address { get; }

    /// <summary>The tasks that were announced, in the order of their coming; one that was announced twice is there twice.</summary>
    public IReadOnlyList<string> TaskIds
    {
        get
        {
            lock (_taskIds)
            {
                return [.. _taskIds];
            }
        }
    }

    /// <summary>How long after the listening began the first callback came; null before it comes.</summary>
    public TimeSpan? FirstAfter { get; private set; }

    /// <summary>Waits until so many callbacks have come.</summary>
    public async Task UntilCount(int count, CancellationToken cancellation)
    {
        while (true)
        {
            Task arrival;
            lock (_taskIds)
            {
                if (_taskIds.Count >= count)
                {
                    return;
                }

                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(Background.Patience, cancellation);
        }
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
            string id = JsonDocument.Parse(await ReadBodyAsync(stream)).RootElement.GetProperty("task_id").GetString()!;
            lock (_taskIds)
            {
                FirstAfter ??= _time.Elapsed;
                _taskIds.Add(id);
                _arrival.SetResult();
                _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await stream.WriteAsync(Answer);
        }
    }

    /// <summary>The body of a request whose head tells its length.</summary>
    private static async Task<string> ReadBodyAsync(NetworkStream stream)
    {
        const string Length = "Content-Length:";
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        int length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            length = line.StartsWith(Length, StringComparison.OrdinalIgnoreCase) ? int.Parse(line.AsSpan(Length.Length), null) : length;
        }

        char[] body = new char[length];
        await reader.ReadBlockAsync(body);
        return new string(body);
    }
}
