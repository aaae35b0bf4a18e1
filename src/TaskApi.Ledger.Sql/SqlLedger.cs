using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi.Ledger.Sql;

/// <summary>
/// The ledger in a database: what is written and read, whichever database it is. A store has its connections and commits, its clock, its
/// tables, and the words for what goes wrong.
/// </summary>
public abstract class SqlLedger : ILedger
{
    private const int Portion = 500;

    private readonly LedgerStatements _sql;
    private readonly SqlIntents _intents;

    /// <summary>A store.</summary>
    /// <param name="place">Where it is, for people.</param>
    /// <param name="dialect">Its SQL.</param>
    private protected SqlLedger(string place, SqlDialect dialect)
    {
        Place = place;
        _sql = new LedgerStatements(dialect);
        _intents = new SqlIntents(_sql, dialect.HasTokens);
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public virtual Task<LedgerIntent> IntendAsync(LedgerEntry entry, decimal? budget = null)
    {
        // One for the intent, however often it has to be tried.
        SqlValues values = _intents.Values(entry);
        return WriteAsync(session => _intents.WriteAsync(session, entry, budget, values));
    }

    /// <inheritdoc/>
    public async Task SetAsideAsync(IReadOnlyList<LedgerEntry> entries, string problem)
    {
        // In portions, so that others who write need not wait long.
        for (int begin = 0; begin < entries.Count; begin += Portion)
        {
            var rows = new List<SqlValues>(Portion);
            for (int i = begin; i < entries.Count && i < begin + Portion; i++)
            {
                rows.Add(_intents.Values(entries[i] with { State = LedgerState.Unsent, Problem = problem }));
            }

            await WriteAsync(async session =>
            {
                foreach (SqlValues row in rows)
                {
                    await session.ChangeAsync(_sql.SetAside, row).ConfigureAwait(false);
                }

                return true;
            }).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task SettleAsync(LedgerEntry entry)
    {
        SqlValues values = EntryRow.Values(entry).And(EntryRow.Values(entry.Task));
        return WriteAsync(session => session.ChangeAsync(_sql.Settle, values));
    }

    /// <inheritdoc/>
    public Task NoteAsync(string account, GenTask task)
    {
        SqlValues values = EntryRow.Values(task).And(new SqlValues { ["account"] = account });
        return WriteAsync(session => session.ChangeAsync(_sql.Note, values));
    }

    /// <inheritdoc/>
    public Task<LedgerEntry?> FindTaskAsync(string account, string taskId) =>
        ReadAsync(session => session.FirstAsync(
            _sql.Select(LedgerStatements.OfTask), new SqlValues { ["account"] = account, ["task_id"] = taskId }, EntryRow.Read));

    /// <inheritdoc/>
    public virtual Task CheckAsync(string account, string batch) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<LedgerEntry?> FindRequestAsync(string account, string batch, string requestKey)
    {
        var values = new SqlValues { ["account"] = account, ["batch"] = batch, ["request_key"] = requestKey };
        return ReadAsync(session => session.FirstAsync(_sql.Select(LedgerStatements.OfRequest), values, EntryRow.Read));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerQuery query)
    {
        SqlValues values = [];
        string sql = _sql.List(query, values);
        return ReadAsync<IReadOnlyList<LedgerEntry>>(async session =>
        {
            List<LedgerEntry> entries = await session.QueryAsync(sql, values, EntryRow.Read).ConfigureAwait(false);
            if (!ListConditions.IsForward(query))
            {
                entries.Reverse();
            }

            return entries;
        });
    }

    /// <inheritdoc/>
    public Task<LedgerCount> CountAsync(LedgerQuery query)
    {
        SqlValues values = [];
        string sql = _sql.CountUp(query, values);
        return ReadAsync(async session => (await session.QueryAsync(sql, values, EntryRow.ReadCount).ConfigureAwait(false))[0]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> BatchNamesAsync(string account, int most)
    {
        var values = new SqlValues { ["account"] = account, ["last"] = most };
        return ReadAsync<IReadOnlyList<string>>(async session =>
            await session.QueryAsync(_sql.BatchNames, values, static row => row.GetString(0)).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task NoteFileAsync(string account, LedgerFile file)
    {
        var values = new SqlValues
        {
            ["account"] = account,
            ["task_id"] = file.TaskId,
            ["output"] = file.Output,
            ["path"] = file.Path,
            ["length"] = file.Length,
            ["media_type"] = file.MediaType,
            ["sha256"] = file.Sha256,
        };
        return WriteAsync(session => session.ChangeAsync(_sql.NoteFile, values));
    }

    /// <inheritdoc/>
    public Task<LedgerFile?> FindFileAsync(string account, string taskId, int output)
    {
        var values = new SqlValues { ["account"] = account, ["task_id"] = taskId, ["output"] = output };
        return ReadAsync(session => session.FirstAsync(_sql.FindFile, values, EntryRow.ReadFile));
    }

    /// <inheritdoc/>
    public Task NoteUploadAsync(string account, LedgerUpload upload)
    {
        var values = new SqlValues
        {
            ["account"] = account,
            ["host"] = upload.Host,
            ["sha256"] = upload.Sha256,
            ["url"] = upload.Url,
            ["path"] = upload.Path,
            ["length"] = upload.Length,
            ["media_type"] = upload.MediaType,
        };
        return WriteAsync(session => session.ChangeAsync(_sql.NoteUpload, values));
    }

    /// <inheritdoc/>
    public Task<LedgerUpload?> FindUploadAsync(string account, string host, string sha256) =>
        UploadAsync(_sql.FindUpload, new SqlValues { ["account"] = account, ["host"] = host, ["sha256"] = sha256 });

    /// <inheritdoc/>
    public Task<LedgerUpload?> FindUploadOfAsync(string account, string url) =>
        UploadAsync(_sql.FindUploadOf, new SqlValues { ["account"] = account, ["url"] = url });

    /// <inheritdoc/>
    public Task NoteDurationAsync(string account, LedgerDuration duration)
    {
        var values = new SqlValues
        {
            ["account"] = account,
            ["tasks"] = duration.Tasks,
            ["ran_for"] = (long)duration.RanFor.TotalMilliseconds,
            ["ended_by"] = (long)Math.Ceiling(duration.EndedBy.TotalMilliseconds),
            ["most"] = LedgerBook.MostDurations,
        };
        return WriteAsync(session => session.ChangeAsync(_sql.NoteDuration, values));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerDuration>> ListDurationsAsync(string account, string tasks)
    {
        var values = new SqlValues { ["account"] = account, ["tasks"] = tasks, ["most"] = LedgerBook.MostDurations };
        return ReadAsync<IReadOnlyList<LedgerDuration>>(async session => await session.QueryAsync(
            _sql.ListDurations,
            values,
            row => new LedgerDuration(tasks, TimeSpan.FromMilliseconds(row.GetInt64(0)), TimeSpan.FromMilliseconds(row.GetInt64(1)))).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<GenBatch>> SumUpAsync(string account, string? batch)
    {
        var values = new SqlValues { ["account"] = account, ["batch"] = batch };
        string sql = _sql.SumUp(isOne: batch is not null);
        return ReadAsync<IReadOnlyList<GenBatch>>(async session => await session.QueryAsync(sql, values, BatchSum.Read).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<LedgerClearance> ForgetAsync(string account, DateTimeOffset before, bool evenOpen, bool isRehearsal) => WriteAsync(async session =>
    {
        string doomed = evenOpen ? LedgerStatements.Old : LedgerStatements.OldAndClosed;
        var values = new SqlValues { ["account"] = account, ["before"] = LedgerValue.FromTime(before) };
        long old = await session.ValueAsync<long>(_sql.Count(LedgerStatements.Old), values).ConfigureAwait(false);
        long kept = 0;
        foreach (string open in evenOpen ? [] : (string[])[LedgerStatements.OldAndDoubtful, LedgerStatements.OldAndRunning])
        {
            kept += await session.ValueAsync<long>(_sql.Count(open), values).ConfigureAwait(false);
        }

        foreach (string statement in isRehearsal ? [] : _sql.Forget(doomed))
        {
            await session.ChangeAsync(statement, values).ConfigureAwait(false);
        }

        return new LedgerClearance(old - kept, kept);
    });

    /// <inheritdoc/>
    public abstract Task<bool> IsGoneAsync(LedgerEntry underWay);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the store when everything is written.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Writes all of it or nothing; durable when its task ends.</summary>
    /// <param name="write">What is written. It may be called again when nothing of it was written, or nobody knows.</param>
    private protected abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write);

    /// <summary>Reads.</summary>
    private protected abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read);

    private Task<LedgerUpload?> UploadAsync(string sql, SqlValues values) =>
        ReadAsync(session => session.FirstAsync(sql, values, EntryRow.ReadUpload));
}
