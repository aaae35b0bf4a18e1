using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Tells whoever waits in a session of the callbacks that come to a port.</summary>
public sealed class CallbackListening : IDisposable
{
    private const int LookUpMilliseconds = 100;

    // What is under way when the pipeline ends must not hold it.
    private static readonly TimeSpan LongestJoin = TimeSpan.FromSeconds(1);

    private readonly GenSession _session;
    private readonly CallbackServer _server;
    private readonly CallbackDesk _desk;
    private readonly CancellationTokenSource _stop = new();
    private readonly GenListener? _listener = GenListener.Current;
    private readonly Task _work;
    private long _handled;

    private CallbackListening(GenSession session, CallbackServer server, CallbackDesk desk)
    {
        _session = session;
        _server = server;
        _desk = desk;
        _work = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The port.</summary>
    public int Port => _server.Port;

    /// <summary>Begins to listen.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">Where.</param>
    /// <param name="isTrusted">True to believe callbacks; otherwise the service is asked about each task that is called.</param>
    /// <exception cref="GenServiceException">The port cannot be listened on.</exception>
    public static CallbackListening Open(GenSession session, CallbackServerOptions options, bool isTrusted) =>
        new(session, CallbackServer.Open(session, options), new CallbackDesk(session, isTrusted));

    /// <summary>Ends when everything that has come was passed on.</summary>
    internal async Task UntilIdleAsync()
    {
        while (Interlocked.Read(ref _handled) < _server.Arrived)
        {
            await Task.Yield();
        }
    }

    /// <summary>Listens no more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _server.Dispose();
        if (_work.Wait(LongestJoin))
        {
            // What was uncertain at the end of the pipeline became so just now.
            _desk.SettleLaterAsync(atOnce: true).Wait(LongestJoin);
        }
    }

    private void Work()
    {
        GenListener.Current = _listener;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_server.TryTake(out GenCallback? callback, LookUpMilliseconds, _stop.Token))
                {
                    Handle(callback!);
                }

                _desk.SettleLaterAsync().GetAwaiter().GetResult();
            }
            catch (Exception)
            {
                // A callback that leads to nothing leaves its task to the looks; the next one may lead to something.
            }
        }
    }

    private void Handle(GenCallback callback)
    {
        try
        {
            HandleAsync(callback).GetAwaiter().GetResult();
        }
        finally
        {
            Interlocked.Increment(ref _handled);
        }
    }

    private async Task HandleAsync(GenCallback callback)
    {
        if (_desk.IsTrusted)
        {
            GenTask task = await _desk.TakeAsync(callback, _stop.Token).ConfigureAwait(false);
            if (task.IsEnded)
            {
                _session.Waiter.Ended(task);
            }
        }
        else if (!_session.Waiter.Called(callback.TaskId))
        {
            await _desk.SettleAsync(callback, _stop.Token).ConfigureAwait(false);
        }
    }
}
