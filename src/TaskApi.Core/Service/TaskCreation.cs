using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Creates tasks, which are paid for, and has the ledger know what became of each request.</summary>
/// <param name="client">Who asks the service.</param>
/// <param name="catalog">The models.</param>
/// <param name="clock">The session's clock.</param>
/// <param name="tokens">The tokens that the URLs of callbacks carry.</param>
/// <param name="writeDown">Writes what has happened to a task, or to a request that is none, into the ledger, and does not fail.</param>
internal sealed class TaskCreation(
    ServiceClient client, ModelCatalog catalog, TimeProvider clock, CallbackTokens tokens, Func<GenTask?, Func<Task?>, Task> writeDown)
{
    /// <summary>Creates a task.</summary>
    /// <param name="request">The request, without local files.</param>
    /// <param name="estimate">What it will probably cost, in US dollars; null when that is not known.</param>
    /// <param name="record">What the ledger has of it; null without a ledger.</param>
    /// <param name="stop">Nothing new is sent after this.</param>
    /// <param name="abort">A request that is under way is given up after this; its outcome may then be unknown.</param>
    /// <exception cref="GenServiceException">The request was refused, or its outcome is unknown.</exception>
    public async Task<GenTask> CreateAsync(
        GenRequest request, decimal? estimate, SubmissionRecord? record, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            GenTask task = await SendAsync(request, record, stop, abort).ConfigureAwait(false) with { Batch = record?.Batch, EstimatedCost = estimate };
            await writeDown(task, () => record?.AcceptedAsync(task)).ConfigureAwait(false);
            return task;
        }
        catch (GenServiceException failure) when (record is { IsUnderWay: true })
        {
            await writeDown(failure.Task, () => record.FailedAsync(failure)).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException) when (record is { IsUnderWay: true })
        {
            await writeDown(null, record.GivenUpAsync).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<GenTask> SendAsync(GenRequest request, SubmissionRecord? record, CancellationToken stop, CancellationToken abort)
    {
        byte[] body = RequestBody.Of(request, RequestBody.CallbackUrl(request, record, tokens), isDryRun: false);
        WireAnswer answer = await client.PostTaskAsync(body, isPaid: true, stop, abort, record).ConfigureAwait(false);
        DateTimeOffset now = WallTime.Now(clock);
        var submitted = new GenTask
        {
            Model = request.Model,
            Kind = catalog.Find(request.Model)?.Kind ?? GenKind.Unknown,
            Input = request.Input,
            Origins = request.Origins,
            Parents = request.Parents,
            CallbackUrl = request.CallbackUrl,
            Key = request.Key,
            Source = request.Source,
            SubmittedAt = now,
        };
        GenTask task = TaskReader.ReadCreated(submitted, answer, catalog, now);
        if (!TaskId.IsValid(task.Id))
        {
            throw FailureText.OddTask(task, answer);
        }

        if (GenListener.Current is { HearsVerbose: true } listener)
        {
            string named = FailureText.Named(task);
            string what = FormattableString.Invariant($"Submitted task {task.Id} of {named} in {answer.Took.TotalMilliseconds:0} ms: {task.Status}.");
            listener.Tell(GenNoticeLevel.Verbose, what);
        }

        return task;
    }
}
