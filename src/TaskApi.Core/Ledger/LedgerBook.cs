using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>A session's pages of the ledger: the ledger itself, opened when it is first needed, and the account that the session writes under.</summary>
public sealed class LedgerBook : IDisposable
{
    /// <summary>
    /// How many durations of tasks of one name a ledger keeps: enough that those that ended last in a large batch, which are its longest, do
    /// not stand for all; and so few that a service that has changed its pace is known anew after some dozens.
    /// </summary>
    public const int MostDurations = 64;

    // Of a batch with more tasks under way, those submitted last tell when it ends.
    private const int MostRunning = 1000;

    // What a request says beside its model can be any text.
    private const int LongestName = 300;

    // Entries that are read at once: few for who wants few, and never so many that they fill the memory.
    private const int FirstPage = 64;
    private const int LargestPage = 1024;

    private readonly object _gate = new();
    private readonly Func<ILedger> _open;
    private readonly Uri _endpoint;
    private readonly TimeProvider _clock;
    private readonly LedgerWorker _worker = new();
    private ILedger? _ledger;
    private bool _isClosed;

    /// <summary>Pages that nobody has opened yet.</summary>
    /// <param name="open">Opens the ledger.</param>
    /// <param name="account">The account, see <see cref="LedgerAccount"/>.</param>
    /// <param name="endpoint">The service's address.</param>
    /// <param name="clock">The session's clock; null for the machine's.</param>
    internal LedgerBook(Func<ILedger> open, string account, Uri endpoint, TimeProvider? clock = null)
    {
        _open = open;
        Account = account;
        _endpoint = endpoint;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The account's name in the ledger; nothing leads from it to the key.</summary>
    public string Account { get; }

    /// <summary>The ledger.</summary>
    /// <exception cref="GenServiceException">It cannot be opened (the next call tries again), or the session was closed.</exception>
    public ILedger Ledger
    {
        get
        {
            lock (_gate)
            {
                return _isClosed ? throw new GenServiceException(GenErrorCode.LedgerFailed, "The session was closed, and its ledger with it.")
                    : _ledger ??= _open();
            }
        }
    }

    /// <summary>Begins a pass over the requests of a batch.</summary>
    /// <param name="batch">The batch's name.</param>
    /// <param name="options">How it goes on.</param>
    public BatchPass OpenBatch(string batch, BatchOptions options) => new(this, batch, options, _clock);

    /// <summary>The account's entries, oldest first.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerQuery query) => Ledger.ListAsync(query with { Account = Account });

    /// <summary>The account's entries, oldest first, read as they are wanted: whoever needs the first ten of a million does not wait for the others.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public IEnumerable<LedgerEntry> Read(LedgerQuery query)
    {
        if (query.Last is not null || query.First is not null)
        {
            return ListAsync(query).GetAwaiter().GetResult();
        }

        // Whoever sends what is read again writes new entries while the list is read: it ends where it ended when it began.
        return ListAsync(query with { Last = 1 }).GetAwaiter().GetResult() is [var last] ? ReadPages(query, last.Number) : [];
    }

    /// <summary>How many of the account's entries a query asks for.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public Task<LedgerCount> CountAsync(LedgerQuery query) => Ledger.CountAsync(query with { Account = Account });

    /// <summary>The names of the account's batches, the one that was sent last first.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<string>> BatchNamesAsync(int most) => Ledger.BatchNamesAsync(Account, most);

    /// <summary>The account's batches summed up, each with the time left, the last begun last.</summary>
    /// <param name="isWanted">Whether a batch of that name is asked for.</param>
    /// <param name="name">Where there is a batch of exactly this name, it alone is meant, and no other is read; null where any may be.</param>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<GenBatch>> SumUpAsync(Func<string, bool> isWanted, string? name = null)
    {
        IReadOnlyList<GenBatch> found = name is null ? [] : await Ledger.SumUpAsync(Account, name).ConfigureAwait(false);
        var batches = new List<GenBatch>();
        foreach (GenBatch batch in found.Count > 0 ? found : await Ledger.SumUpAsync(Account, batch: null).ConfigureAwait(false))
        {
            if (isWanted(batch.Name))
            {
                batches.Add(batch.Running > 0 ? batch with { TimeLeft = await TimeLeftAsync(batch.Name).ConfigureAwait(false) } : batch);
            }
        }

        return batches;
    }

    /// <summary>Forgets what was written down before a time.</summary>
    /// <param name="before">The time.</param>
    /// <param name="evenOpen">Also what still runs or is uncertain.</param>
    /// <param name="isRehearsal">Only count it.</param>
    /// <exception cref="GenServiceException">The ledger cannot be written.</exception>
    public Task<LedgerClearance> ForgetAsync(DateTimeOffset before, bool evenOpen, bool isRehearsal) =>
        Ledger.ForgetAsync(Account, before, evenOpen, isRehearsal);

    /// <summary>Closes the ledger, if it was opened.</summary>
    public void Dispose()
    {
        _worker.Dispose();
        lock (_gate)
        {
            _isClosed = true;
            _ledger?.Dispose();
            _ledger = null;
        }
    }

    /// <summary>A request's entry, not written yet.</summary>
    /// <param name="request">The request in the form that is sent.</param>
    /// <param name="worker">Who sends it; null for the session.</param>
    internal LedgerEntry Draft(GenRequest request, LedgerWorker? worker = null) =>
        new() { Account = Account, Endpoint = _endpoint.GetLeftPart(UriPartial.Path), Owner = (worker ?? _worker).Name, Request = request };

    /// <summary>What the ledger knows of a task; null when it knows nothing, or cannot be read: then the service is asked.</summary>
    internal GenTask? Find(string taskId)
    {
        try
        {
            return Ledger.FindTaskAsync(Account, taskId).GetAwaiter().GetResult()?.Task;
        }
        catch (GenServiceException)
        {
            return null;
        }
    }

    /// <summary>Writes a task's state down.</summary>
    internal Task NoteAsync(GenTask task) => Ledger.NoteAsync(Account, task);

    /// <summary>Writes down how long a task took. Where that fails, the next process starts with a guess.</summary>
    internal async Task NoteDurationAsync(LedgerDuration duration)
    {
        try
        {
            if (duration.Tasks.Length <= LongestName)
            {
                await Ledger.NoteDurationAsync(Account, duration).ConfigureAwait(false);
            }
        }
        catch (GenServiceException)
        {
            // Nothing that was paid for hangs on it.
        }
    }

    /// <summary>How long the last tasks of a name took; nothing when the ledger cannot be read.</summary>
    internal async Task<IReadOnlyList<LedgerDuration>> ListDurationsAsync(string tasks)
    {
        try
        {
            return tasks.Length <= LongestName ? await Ledger.ListDurationsAsync(Account, tasks).ConfigureAwait(false) : [];
        }
        catch (GenServiceException)
        {
            return [];
        }
    }

    /// <summary>Where a result was saved before; null when it was not, or the ledger cannot be read.</summary>
    internal LedgerFile? FindFile(GenTask task, int output)
    {
        try
        {
            return Ledger.FindFileAsync(Account, task.Id, output).GetAwaiter().GetResult();
        }
        catch (GenServiceException)
        {
            return null;
        }
    }

    /// <summary>The last upload of a content to a host; null when there is none, or the ledger cannot be read.</summary>
    internal async Task<LedgerUpload?> FindUploadAsync(string host, string sha256)
    {
        try
        {
            return await Ledger.FindUploadAsync(Account, host, sha256).ConfigureAwait(false);
        }
        catch (GenServiceException)
        {
            return null;
        }
    }

    /// <summary>The upload that an address is of; null when it is of none.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    internal Task<LedgerUpload?> FindUploadOfAsync(string url) => Ledger.FindUploadOfAsync(Account, url);

    /// <summary>Writes an upload down.</summary>
    internal async Task NoteUploadAsync(LedgerUpload upload)
    {
        try
        {
            await Ledger.NoteUploadAsync(Account, upload).ConfigureAwait(false);
        }
        catch (GenServiceException)
        {
            // It is there; only another run will upload it again.
        }
    }

    /// <summary>See <see cref="GenBatch.TimeLeft"/>.</summary>
    private async Task<TimeSpan?> TimeLeftAsync(string batch)
    {
        var running = new List<GenTask>();
        foreach (GenTaskStatus status in (GenTaskStatus[])[GenTaskStatus.Pending, GenTaskStatus.Processing])
        {
            var query = new LedgerQuery { Batch = batch, State = LedgerState.Accepted, Status = status, Last = MostRunning };
            foreach (LedgerEntry entry in await ListAsync(query).ConfigureAwait(false))
            {
                running.Add(entry.Task!);
            }
        }

        var remembered = new Dictionary<string, IReadOnlyList<LedgerDuration>>(StringComparer.Ordinal);
        foreach (GenTask task in running)
        {
            string tasks = DurationBook.NameOf(task);
            if (!remembered.ContainsKey(tasks))
            {
                remembered[tasks] = await ListDurationsAsync(tasks).ConfigureAwait(false);
            }
        }

        return BatchOutlook.Left(running, tasks => remembered[tasks], _clock);
    }

    /// <summary>Writes down where a result was saved.</summary>
    internal async Task NoteFileAsync(GenTask task, int output, GenFile file)
    {
        try
        {
            await Ledger.NoteFileAsync(Account, new LedgerFile(task.Id, output, file.Path, file.Length, file.MediaType, file.Sha256)).ConfigureAwait(false);
        }
        catch (GenServiceException)
        {
            // The file is there; only another run will not know it by heart.
        }
    }

    private IEnumerable<LedgerEntry> ReadPages(LedgerQuery query, long end)
    {
        bool hasMore = true;
        for (int size = FirstPage; hasMore; size = Math.Min(LargestPage, 2 * size))
        {
            IReadOnlyList<LedgerEntry> page = ListAsync(query with { First = size }).GetAwaiter().GetResult();
            hasMore = page.Count == size;
            foreach (LedgerEntry entry in page)
            {
                if (entry.Number > end)
                {
                    yield break;
                }

                query = query with { After = entry.Number };
                yield return entry;
            }
        }
    }
}
