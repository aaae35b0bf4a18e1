using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Emulator;

/// <summary>Announces the end of tasks that gave a callback address. A delivery that fails is tried again, then given up.</summary>
internal sealed class CallbackSender : IDisposable
{
    public const int Attempts = 3;

    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly OutputWriter _outputs;
    private readonly HttpCallbackPost? _http;
    private readonly Func<Uri, byte[], CancellationToken, Task> _send;
    private readonly Func<CallbackFate>? _decide;
    private readonly CancellationTokenSource _stop = new();

    public CallbackSender(TimeProvider clock, OutputWriter outputs, Func<Uri, byte[], CancellationToken, Task>? send, Func<CallbackFate>? decide)
    {
        _decide = decide;
        _clock = clock;
        _outputs = outputs;
        _http = send is null ? new HttpCallbackPost() : null;
        _send = send ?? _http!.SendAsync;
    }

    public void Schedule(EmulatedTask task)
    {
        if (task.CallbackUrl is not null)
        {
            _ = DeliverAsync(task, task.CallbackUrl);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _http?.Dispose();
    }

    private async Task DeliverAsync(EmulatedTask task, Uri address)
    {
        try
        {
            CancellationToken stop = _stop.Token;
            await WaitForEndAsync(task, stop).ConfigureAwait(false);
            CallbackFate fate = _decide?.Invoke() ?? CallbackFate.Arrives;
            if (fate.Delay > TimeSpan.Zero)
            {
                await _clock.Delay(fate.Delay, stop).ConfigureAwait(false);
            }

            byte[] body = Write(task);
            for (int delivery = 0; delivery < fate.Deliveries; delivery++)
            {
                await DeliverAsync(address, body, stop).ConfigureAwait(false);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
        {
            // The emulator is gone, and its callbacks with it.
        }
    }

    private async Task DeliverAsync(Uri address, byte[] body, CancellationToken stop)
    {
        for (int attempt = 1; !await TrySendAsync(address, body, stop).ConfigureAwait(false) && attempt < Attempts; attempt++)
        {
            await _clock.Delay(RetryDelay, stop).ConfigureAwait(false);
        }
    }

    // Timers may come a little early by the timestamps that tell a task's state; a poll upon the callback must find the task ended.
    private async Task WaitForEndAsync(EmulatedTask task, CancellationToken stop)
    {
        for (long left = task.EndsAt - _clock.GetTimestamp(); left > 0; left = task.EndsAt - _clock.GetTimestamp())
        {
            double milliseconds = Math.Ceiling(left * 1000.0 / _clock.TimestampFrequency);
            await _clock.Delay(TimeSpan.FromMilliseconds(milliseconds), stop).ConfigureAwait(false);
        }
    }

    private async Task<bool> TrySendAsync(Uri address, byte[] body, CancellationToken stop)
    {
        try
        {
            await _send(address, body, stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // Whatever went wrong at the receiver's end, the service only tries again.
            return false;
        }
    }

    private byte[] Write(EmulatedTask task)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("task_id", task.Id);
            json.WriteString("status", task.Fails ? "failed" : "completed");
            if (task.Fails)
            {
                json.WriteString("error_message", TaskFailure.Message);
            }
            else
            {
                _outputs.Write(json, task, "data");
            }

            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
