using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Pipeline;

/// <summary>
/// Runs several pieces of background work at once and hands their results, on the pipeline's thread, out in the order in which they
/// were begun. A bounded number is under way: a table of a million rows is never held in memory.
/// </summary>
/// <typeparam name="TInput">What a piece of work is about.</typeparam>
/// <typeparam name="TResult">What it brings.</typeparam>
internal sealed class OrderedWork<TInput, TResult>
{
    // How often a blocked pipeline looks up to show warnings and progress.
    private const int LookUpMilliseconds = 100;

    // Work that was given up ends at once; what does not obey must not hold the pipeline.
    private static readonly TimeSpan LongestJoin = TimeSpan.FromSeconds(1);

    private readonly Queue<(TInput Input, Task<TResult> Work)> _queue = new();
    private readonly int _most;
    private readonly CancellationToken _stop;

    /// <summary>No work yet.</summary>
    /// <param name="most">How much may be under way at once.</param>
    /// <param name="stop">Ends all waiting.</param>
    public OrderedWork(int most, CancellationToken stop)
    {
        _most = most;
        _stop = stop;
    }

    /// <summary>Takes a result.</summary>
    public required Action<TInput, TResult> Succeeded { get; init; }

    /// <summary>Takes a failure that the user is told.</summary>
    public required Action<TInput, GenServiceException> Failed { get; init; }

    /// <summary>Takes what was given up before its end, by whoever began it; null when nobody does that but the pipeline's stop.</summary>
    public Action<TInput>? Withdrawn { get; init; }

    /// <summary>Called now and then while waiting.</summary>
    public required Action LookUp { get; init; }

    /// <summary>Hears what happens to the work; null for nobody.</summary>
    public GenListener? Listener { get; init; }

    /// <summary>How much was begun and not yet handed out.</summary>
    public int Count => _queue.Count;

    /// <summary>Hands out results until there is room for one more piece of work.</summary>
    public void MakeRoom()
    {
        while (_queue.Count >= _most)
        {
            HandOut(LookUpMilliseconds);
        }
    }

    /// <summary>Begins a piece of work, which goes on in the background, and hands out what has become ready.</summary>
    public void Begin(TInput input, Func<Task<TResult>> work)
    {
        MakeRoom();

        // Begun on this thread, so that requests queue up for the service's limit in the order of their rows; threads of the pool would race.
        _queue.Enqueue((input, GenListener.Begin(Listener, work)));
        HandOutReady();
    }

    /// <summary>Hands out what has become ready, without waiting.</summary>
    public void HandOutReady()
    {
        while (_queue.Count > 0 && HandOut(0))
        {
        }
    }

    /// <summary>Hands out everything.</summary>
    public void Finish()
    {
        while (_queue.Count > 0)
        {
            HandOut(LookUpMilliseconds);
        }
    }

    /// <summary>Waits for the end of everything under way, whatever its outcome: the pipeline is over and nobody takes results any more.</summary>
    /// <param name="abort">Cancelled when the work has been given up.</param>
    public void Join(CancellationToken abort)
    {
        var all = new List<Task>(_queue.Count);
        foreach ((TInput _, Task<TResult> work) in _queue)
        {
            all.Add(work);
        }

        try
        {
            try
            {
                Task.WaitAll([.. all], abort);
            }
            catch (OperationCanceledException)
            {
                Task.WaitAll([.. all], LongestJoin);
            }
        }
        catch (AggregateException)
        {
            // There is nobody left to tell.
        }
    }

    private bool HandOut(int milliseconds)
    {
        LookUp();
        (TInput input, Task<TResult> work) = _queue.Peek();
        try
        {
            // WaitAny, because Wait would throw the work's own failure wrapped.
            if (!work.IsCompleted && (milliseconds == 0 || Task.WaitAny([work], milliseconds, _stop) < 0))
            {
                return false;
            }

            if (Listener is not null)
            {
                // What happened on the way is told before what came of it.
                LookUp();
            }

            _queue.Dequeue();
            TResult result = work.GetAwaiter().GetResult();
            Succeeded(input, result);
        }
        catch (GenServiceException failure)
        {
            Failed(input, failure);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (OperationCanceledException) when (Withdrawn is not null)
        {
            Withdrawn(input);
        }

        return true;
    }
}
