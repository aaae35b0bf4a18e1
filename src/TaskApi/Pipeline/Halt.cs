using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Pipeline;

/// <summary>
/// What makes a command begin nothing more although its input goes on: an empty balance, or a key that is not accepted. What is under way
/// goes on and comes out; the rest is kept, to be told once and last.
/// </summary>
/// <typeparam name="T">What is left undone.</typeparam>
internal sealed class Halt<T> : IDisposable
{
    private readonly CancellationTokenSource _source;
    private GenServiceException? _reason;

    /// <summary>Nothing has happened yet.</summary>
    /// <param name="stop">The pipeline's own stop, which ends what waits to be sent too.</param>
    public Halt(CancellationToken stop) => _source = CancellationTokenSource.CreateLinkedTokenSource(stop);

    /// <summary>Cancelled when nothing more may begin: what waits for the limit is withdrawn.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why nothing more begins; null while all is well.</summary>
    public GenServiceException? Reason => Volatile.Read(ref _reason);

    /// <summary>What was not done, in the order of the input. A list of all that was left: whoever asks for a million requests gets them back.</summary>
    public List<T> Left { get; } = [];

    /// <summary>Begins nothing more. From any thread, as soon as the answer is there.</summary>
    public void Because(GenServiceException reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        Withdraw();
    }

    /// <summary>Begins nothing more, for a reason that is told elsewhere.</summary>
    public void Withdraw() => _source.Cancel();

    /// <summary>In place of work that is not begun any more: it takes its turn among the work before it.</summary>
    public static Task<TResult> Withdrawn<TResult>() => Task.FromCanceled<TResult>(new CancellationToken(canceled: true));

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
