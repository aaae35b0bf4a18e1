using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>
/// Stands between a ledger and its server, and lets a connection's commits, or other statements, reach the server but cuts the connection
/// before the answer: whoever waits for it cannot know what became of them.
/// </summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private readonly string _host;
    private readonly int _port;
    private int _cutsLeft;
    private TaskCompletionSource? _connected;

    // With the end of the statement: a transaction begins as READ COMMITTED.
    private byte[] _mark = [.. "COMMIT\0"u8];

    /// <summary>A proxy for a server.</summary>
    public CuttingProxy(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port) = (server.Host!, server.Port);
        _listener.Start();
        server.Host = "127.0.0.1";
        server.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        server.SslMode = SslMode.Disable;
        ConnectionString = server.ConnectionString;
        _ = AcceptAsync();
    }

    /// <summary>How to reach the database through the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many statements have been cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>How many connections have been reset.</summary>
    public int Resets { get; private set; }

    /// <summary>Resets all connections, whatever is under way on them.</summary>
    public void Reset()
    {
        foreach (TcpClient client in _clients.Keys)
        {
            // One that has ended at this moment has no socket any more.
            if (client.Client is { } socket)
            {
                socket.Close(0);
                Resets++;
            }
        }
    }

    /// <summary>Ends when a connection is made from now on.</summary>
    public Task NextConnectionAsync()
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connected = connected;
        return connected.Task;
    }

    /// <summary>Cuts the next commits.</summary>
    public void CutCommits(int count) => _cutsLeft = count;

    /// <summary>Cuts the next statements that hold a text.</summary>
    public void Cut(string text, int count)
    {
        _mark = Encoding.UTF8.GetBytes(text);
        _cutsLeft = count;
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _connected?.TrySetResult();
                _ = RelayAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        CancellationToken closing = _closing.Token;
        using (client)
        using (var server = new TcpClient())
        {
            _clients[client] = true;
            await server.ConnectAsync(_host, _port, closing);
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(closing);
            Task answers = CopyAsync(server.GetStream(), client.GetStream(), static _ => Task.FromResult(false), cut.Token);
            await CopyAsync(client.GetStream(), server.GetStream(), IsLastAsync, closing);
            _clients.TryRemove(client, out _);

            // The statement is on its way; its answer is not. The server ends this connection when it has done what it was told.
            await cut.CancelAsync();
            await answers;
            client.Close();
            server.Client.Shutdown(SocketShutdown.Send);
            await CopyAsync(server.GetStream(), Stream.Null, static _ => Task.FromResult(false), closing);

            // Before it is on its way, or a quick server's answer would slip through.
            async Task<bool> IsLastAsync(ReadOnlyMemory<byte> bytes)
            {
                if (!IsToCut(bytes))
                {
                    return false;
                }

                await cut.CancelAsync();
                await answers;
                return true;
            }
        }
    }

    private bool IsToCut(ReadOnlyMemory<byte> bytes)
    {
        if (_cutsLeft > 0 && bytes.Span.IndexOf(_mark) >= 0)
        {
            _cutsLeft--;
            Cuts++;
            return true;
        }

        return false;
    }

    private static async Task CopyAsync(Stream from, Stream to, Func<ReadOnlyMemory<byte>, Task<bool>> isLast, CancellationToken closing)
    {
        byte[] buffer = new byte[65536];
        try
        {
            while (await from.ReadAsync(buffer, closing) is > 0 and int read)
            {
                bool ends = await isLast(buffer.AsMemory(0, read));
                await to.WriteAsync(buffer.AsMemory(0, read), closing);
                if (ends)
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
