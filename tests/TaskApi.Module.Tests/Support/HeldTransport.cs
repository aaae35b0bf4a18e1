using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>A service in this process that accepts a submission when the test says so, and not before.</summary>
internal sealed class HeldTransport : HttpMessageHandler
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource<HttpResponseMessage>> _underWay = new();
    private int _accepted;

    /// <summary>The most submissions that were under way at once.</summary>
    public int Most { get; private set; }

    /// <summary>True as soon as so many submissions are under way.</summary>
    public bool BecomesBusy(int count) => SpinWait.SpinUntil(
        () =>
        {
            lock (_gate)
            {
                return _underWay.Count == count;
            }
        },
        Background.Patience);

    /// <summary>Accepts the submission that has been under way for the longest.</summary>
    public void AcceptOne()
    {
        TaskCompletionSource<HttpResponseMessage> oldest;
        string id = "task-" + (++_accepted).ToString("0000", CultureInfo.InvariantCulture);
        lock (_gate)
        {
            oldest = _underWay.Dequeue();
        }

        oldest.SetResult(new HttpResponseMessage { Content = new StringContent($$$"""{"data":{"task_id":"{{{id}}}","status":"pending"}}""") });
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _underWay.Enqueue(answer);
            Most = Math.Max(Most, _underWay.Count);
        }

        return answer.Task.WaitAsync(cancellationToken);
    }
}
