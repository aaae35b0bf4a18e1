using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// The memory of everything that was asked of the service and paid for. A request is written down before it leaves, its task before
/// anybody hears of it, and then every state: whatever dies in between, nothing is lost and nothing is sent twice.
/// </summary>
/// <remarks>
/// Writes are durable when their tasks end: they survive the process and a power cut. Several processes may use the same store at once.
/// What a store cannot do it says with <see cref="GenErrorCode.LedgerFailed"/>, always before a request leaves.
/// </remarks>
public interface ILedger : IDisposable
{
    /// <summary>Where the ledger is kept, for people; without anything secret.</summary>
    string Place { get; }

    /// <summary>Writes a request down as <see cref="LedgerState.Sending"/>, before it leaves.</summary>
    /// <param name="entry">A new entry, or one that was not accepted before and is sent again under its number.</param>
    /// <param name="budget">
    /// What the entry's batch may cost in all, in US dollars; null for no limit. What its accepted tasks have cost counts, or will probably cost
    /// where the service has not told; so does what is under way or uncertain. Whoever else writes to the batch waits until it is decided.
    /// </param>
    /// <returns>
    /// The entry with its number; or, for a request of a batch that another worker was quicker with, the entry that stands in the way; or, when
    /// the budget would be passed, what the batch has committed.
    /// </returns>
    /// <exception cref="GenServiceException">It could not be written, so the request must not leave.</exception>
    Task<LedgerIntent> IntendAsync(LedgerEntry entry, decimal? budget = null);

    /// <summary>Writes requests of a batch down as <see cref="LedgerState.Unsent"/>. What the ledger knows of them already stays as it is.</summary>
    /// <param name="entries">New entries.</param>
    /// <param name="problem">Why they were not sent.</param>
    /// <exception cref="GenServiceException">They could not be written.</exception>
    Task SetAsideAsync(IReadOnlyList<LedgerEntry> entries, string problem);

    /// <summary>
    /// Writes what became of a request: its state, its task, or the problem. What is accepted stays accepted, and of a request that another
    /// worker has taken over in the meantime nothing is written.
    /// </summary>
    /// <exception cref="GenServiceException">It could not be written.</exception>
    Task SettleAsync(LedgerEntry entry);

    /// <summary>True when the worker that has a request under way surely is gone, or cannot be at it any more: the request's outcome is unknown then.</summary>
    /// <param name="underWay">An entry that is <see cref="LedgerState.Sending"/>.</param>
    /// <exception cref="GenServiceException">The store cannot be read.</exception>
    Task<bool> IsGoneAsync(LedgerEntry underWay);

    /// <summary>Writes the state of a task that was submitted with this account. What has ended does not run again; an unknown task is nothing to
    /// write.</summary>
    /// <exception cref="GenServiceException">It could not be written.</exception>
    Task NoteAsync(string account, GenTask task);

    /// <summary>The latest entry of a task; null when there is none.</summary>
    Task<LedgerEntry?> FindTaskAsync(string account, string taskId);

    /// <summary>Makes sure that what is found of a batch is all that was written of it: what a damaged store does not find would be sent again.</summary>
    /// <exception cref="GenServiceException">The store is damaged.</exception>
    Task CheckAsync(string account, string batch);

    /// <summary>The latest attempt at a request of a batch; null when there is none.</summary>
    Task<LedgerEntry?> FindRequestAsync(string account, string batch, string requestKey);

    /// <summary>Entries, oldest first; by their tasks' ids where a beginning of these is asked for.</summary>
    Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerQuery query);

    /// <summary>How many entries a query asks for, without reading them.</summary>
    Task<LedgerCount> CountAsync(LedgerQuery query);

    /// <summary>The names of the account's batches, the one that was sent last first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="most">So many at most.</param>
    Task<IReadOnlyList<string>> BatchNamesAsync(string account, int most);

    /// <summary>Writes where a result was saved; the last time counts.</summary>
    /// <exception cref="GenServiceException">It could not be written.</exception>
    Task NoteFileAsync(string account, LedgerFile file);

    /// <summary>Where a result was saved; null when it was not.</summary>
    /// <param name="account">The account.</param>
    /// <param name="taskId">The task.</param>
    /// <param name="output">The result's place among the task's, from 0.</param>
    Task<LedgerFile?> FindFileAsync(string account, string taskId, int output);

    /// <summary>Writes down where a file was uploaded to, by the store's clock.</summary>
    /// <exception cref="GenServiceException">It could not be written.</exception>
    Task NoteUploadAsync(string account, LedgerUpload upload);

    /// <summary>The last upload of a content to a host; null when there is none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="host">The host.</param>
    /// <param name="sha256">The content.</param>
    Task<LedgerUpload?> FindUploadAsync(string account, string host, string sha256);

    /// <summary>The upload that an address is of; null when it is of none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="url">The address.</param>
    Task<LedgerUpload?> FindUploadOfAsync(string account, string url);

    /// <summary>Writes down how long a task took. Of tasks that take about as long the last so many are kept.</summary>
    /// <exception cref="GenServiceException">It could not be written.</exception>
    Task NoteDurationAsync(string account, LedgerDuration duration);

    /// <summary>How long the last tasks of a name took, the last first; at most <see cref="LedgerBook.MostDurations"/>.</summary>
    Task<IReadOnlyList<LedgerDuration>> ListDurationsAsync(string account, string tasks);

    /// <summary>The account's batches summed up, the last begun last.</summary>
    /// <param name="account">The account.</param>
    /// <param name="batch">One batch; null for all.</param>
    Task<IReadOnlyList<GenBatch>> SumUpAsync(string account, string? batch);

    /// <summary>Forgets entries, with their files, and old uploads.</summary>
    /// <param name="account">The account.</param>
    /// <param name="before">Those written down before this time.</param>
    /// <param name="evenOpen">Also those that still run or whose outcome is unknown.</param>
    /// <param name="isRehearsal">Only count them.</param>
    /// <returns>How many were forgotten, and how many were kept because they are open.</returns>
    Task<LedgerClearance> ForgetAsync(string account, DateTimeOffset before, bool evenOpen, bool isRehearsal);
}
