using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>What this process has under way at the moment, in any session: two pipelines that want the same share one download, or one upload.</summary>
/// <typeparam name="T">What the work brings.</typeparam>
internal sealed class WorkUnderWay<T>(IEqualityComparer<string> names)
    where T : class
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<T?>> _places = new(names);

    /// <summary>Does the work, or takes what somebody brings who is doing it already.</summary>
    /// <param name="name">What the work is known by.</param>
    /// <param name="isSame">True for what is as good.</param>
    /// <param name="work">The work.</param>
    /// <param name="stop">Ends the waiting for somebody else.</param>
    public async Task<T> ShareAsync(string name, Predicate<T> isSame, Func<Task<T>> work, CancellationToken stop)
    {
        var mine = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_places.GetOrAdd(name, mine) is { } other && other != mine)
        {
            if (await WaitAsync(other.Task, stop).ConfigureAwait(false) is { } brought && isSame(brought))
            {
                return brought;
            }
        }

        T? done = null;
        try
        {
            return done = await work().ConfigureAwait(false);
        }
        finally
        {
            _ = _places.TryRemove(name, out _);
            mine.SetResult(done);
        }
    }

    private static async Task<T?> WaitAsync(Task<T?> other, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stop.Register(static source => ((TaskCompletionSource<T?>)source!).TrySetCanceled(), stopped))
        {
            return await (await Task.WhenAny(other, stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
