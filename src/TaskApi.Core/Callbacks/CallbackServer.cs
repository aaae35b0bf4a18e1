using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Listens for callbacks on a port. Whoever posts must know a secret: the token that New-GenTask puts into the URL. It answers at once, and
/// what came is taken out later.
/// </summary>
/// <remarks>
/// Written on a socket, not on HttpListener: that needs an entry in the machine's settings on Windows, cannot listen on any free port, and
/// leaves the size of headers and the time of slow senders to the machine.
/// </remarks>
public sealed class CallbackServer : IDisposable
{
    private static readonly byte[] Continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly GenSession _session;
    private readonly HttpLimits _limits;
    private readonly TimeProvider _clock;
    private readonly TcpListener _listener;
    private readonly CallbackSignature? _signature;
    private readonly SemaphoreSlim _room;

    // Who is connected, and whether he may be cut off: not once his callback is taken, because he is to hear so.
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private readonly BlockingCollection<(GenCallback Callback, int Bytes)> _arrived = [];
    private readonly CancellationTokenSource _closed = new();
    private long _refused;
    private long _count;
    private int _waiting;

    private CallbackServer(GenSession session, CallbackServerOptions options, HttpLimits limits, TimeProvider clock)
    {
        _session = session;
        _limits = limits;
        _clock = clock;
        _signature = options.SigningSecret is { } secret ? new CallbackSignature(secret, options.Signing, clock) : null;
        _room = new SemaphoreSlim(limits.Connections);
        _listener = new TcpListener(options.Address, options.Port);
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            // Otherwise another program could take the same port and the callbacks with it.
            _listener.ExclusiveAddressUse = true;
        }
    }

    /// <summary>The port.</summary>
    public int Port { get; private set; }

    /// <summary>How many requests were sent away: no secret, no callback, too large, too slow.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How many callbacks have come.</summary>
    internal long Arrived => Interlocked.Read(ref _count);

    /// <summary>Begins to listen.</summary>
    /// <param name="session">The session whose tokens callbacks carry.</param>
    /// <param name="options">Where to listen.</param>
    /// <exception cref="GenServiceException">The port cannot be listened on.</exception>
    public static CallbackServer Open(GenSession session, CallbackServerOptions options) => Open(session, options, new HttpLimits(), TimeProvider.System);

    /// <summary>Begins to listen.</summary>
    internal static CallbackServer Open(GenSession session, CallbackServerOptions options, HttpLimits limits, TimeProvider clock)
    {
        var server = new CallbackServer(session, options, limits, clock);
        try
        {
            server._listener.Start();
        }
        catch (SocketException failure)
        {
            string place = new IPEndPoint(options.Address, options.Port).ToString();
            string message =
                $"Cannot listen for callbacks on {place}: {failure.Message} Nothing was sent. Choose another port, or end the program that has this one.";
            throw new GenServiceException(GenErrorCode.ListenFailed, message, failure);
        }

        server.Port = ((IPEndPoint)server._listener.LocalEndpoint).Port;
        _ = server.AcceptAsync();
        return server;
    }

    /// <summary>Takes a callback that has come, waiting for one at most that long.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public bool TryTake(out GenCallback? callback, int milliseconds, CancellationToken stop)
    {
        bool taken = _arrived.TryTake(out (GenCallback Callback, int Bytes) arrived, milliseconds, stop);
        callback = arrived.Callback;
        Interlocked.Add(ref _waiting, -arrived.Bytes);
        return taken;
    }

    /// <summary>Listens no more: the port is free, and what was being sent is cut off. Whose callback was taken still gets the answer.</summary>
    public void Dispose()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        _closed.Cancel();
        _listener.Stop();
        foreach (KeyValuePair<TcpClient, bool> client in _clients)
        {
            if (client.Value)
            {
                client.Key.Close();
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(_closed.Token).ConfigureAwait(false);
                _ = ServeAsync(await AcceptOneAsync().ConfigureAwait(false));
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    /// <summary>The next connection; one that is gone before it was taken is none.</summary>
    private async Task<TcpClient> AcceptOneAsync()
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
            }
            catch (SocketException) when (!_closed.IsCancellationRequested)
            {
                await _clock.Delay(PauseAfterFailure, _closed.Token).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        _clients[client] = true;
        using CancellationTokenSource late = _clock.CreateCancellationTokenSource(_limits.Patience);
        try
        {
            // A read that waits heeds no token on every system; a socket that is closed ends it on all.
            using CancellationTokenRegistration cut = late.Token.Register(client.Close);
            if (_closed.IsCancellationRequested)
            {
                return;
            }

            NetworkStream stream = client.GetStream();
            if (await AnswerAsync(client, stream, late.Token).ConfigureAwait(false) is { } refusal)
            {
                Interlocked.Increment(ref _refused);
                await RefuseAsync(client, stream, refusal, late.Token).ConfigureAwait(false);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException
            or OperationCanceledException)
        {
            Interlocked.Increment(ref _refused);
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Close();
            _room.Release();
        }
    }

    /// <summary>Takes a request and answers it.</summary>
    /// <returns>Why it is refused, when it is and was not answered.</returns>
    private async Task<HttpRefusedException?> AnswerAsync(TcpClient client, NetworkStream stream, CancellationToken late)
    {
        try
        {
            var reader = new HttpRequestReader(stream, _limits);
            if (await reader.ReadHeadAsync(late).ConfigureAwait(false) is not { } head)
            {
                return null;
            }

            CallbackAddress address = Judge(head);
            if (!head.IsChunked)
            {
                reader.CheckLength(head);
            }

            if (head.AwaitsContinue)
            {
                await stream.WriteAsync(Continue, 0, Continue.Length, late).ConfigureAwait(false);
            }

            byte[] body = await reader.ReadBodyAsync(head, late).ConfigureAwait(false);
            _clients[client] = false;
            Take(head, body, address);
            await WriteAsync(stream, "200 OK", "", "ok", late).ConfigureAwait(false);
            return null;
        }
        catch (HttpRefusedException refusal)
        {
            return refusal;
        }
    }

    /// <summary>Whoever knows no secret learns nothing, not even that POST would be right.</summary>
    private CallbackAddress Judge(HttpHead head)
    {
        var address = CallbackAddress.Read(head.Target);
        if (!_session.CallbackTokens.IsGood(address))
        {
            throw new HttpRefusedException(404, "There is nothing here.");
        }

        return head.Method == "POST" ? address with { Token = null } : throw new HttpRefusedException(405, "Callbacks are posted.");
    }

    private void Take(HttpHead head, byte[] body, CallbackAddress address)
    {
        GenCallback callback;
        try
        {
            callback = CallbackBody.Read(_session.Redact(WireText.Decode(body)), address);
        }
        catch (GenServiceException)
        {
            throw new HttpRefusedException(400, "The body is no callback.");
        }

        if (_signature?.IsGood(head, body, callback.TaskId) == false)
        {
            throw new HttpRefusedException(401, "The signature is missing, wrong, or too old.");
        }

        if (Interlocked.Add(ref _waiting, body.Length) > _limits.Waiting)
        {
            Interlocked.Add(ref _waiting, -body.Length);
            throw new HttpRefusedException(503, "Too much is waiting. Come again later.");
        }

        Interlocked.Increment(ref _count);
        _arrived.Add((callback, body.Length));
    }

    private async Task RefuseAsync(TcpClient client, NetworkStream stream, HttpRefusedException refusal, CancellationToken late)
    {
        string more = refusal.Status == 405 ? "Allow: POST\r\n" : refusal.Status == 503 ? "Retry-After: 10\r\n" : "";
        await WriteAsync(stream, $"{refusal.Status} Refused", more, refusal.Message, late).ConfigureAwait(false);

        // Closed with something unread, the answer would be thrown away with it on the way.
        client.Client.Shutdown(SocketShutdown.Send);
        byte[] rest = new byte[16 * 1024];
        int left = _limits.Body;
        for (int read = 1; read > 0 && left > 0; left -= read)
        {
            read = await stream.ReadAsync(rest, 0, rest.Length, late).ConfigureAwait(false);
        }
    }

    private static Task WriteAsync(NetworkStream stream, string status, string headers, string text, CancellationToken late)
    {
        string head = FormattableString.Invariant(
            $"HTTP/1.1 {status}\r\n{headers}Content-Type: text/plain\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n");
        byte[] answer = Encoding.ASCII.GetBytes(head + text);
        return stream.WriteAsync(answer, 0, answer.Length, late);
    }
}
