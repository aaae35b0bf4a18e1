using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>Counts what a ledger is asked. It is not closed with it.</summary>
internal sealed class WatchedLists(ILedger inner) : ILedger
{
    /// <summary>How many requests were looked up one by one.</summary>
    public int LookUps { get; private set; }

    /// <summary>How many lists were read.</summary>
    public int Lists { get; private set; }

    /// <summary>How many entries they had.</summary>
    public int Entries { get; private set; }

    public string Place => inner.Place;

    public async Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerQuery query)
    {
        IReadOnlyList<LedgerEntry> entries = await inner.ListAsync(query);
        Lists++;
        Entries += entries.Count;
        return entries;
    }

    public Task CheckAsync(string account, string batch) => inner.CheckAsync(account, batch);

    public Task<LedgerEntry?> FindRequestAsync(string account, string batch, string requestKey)
    {
        LookUps++;
        return inner.FindRequestAsync(account, batch, requestKey);
    }

    public Task<LedgerIntent> IntendAsync(LedgerEntry entry, decimal? budget = null) => inner.IntendAsync(entry, budget);

    public Task SetAsideAsync(IReadOnlyList<LedgerEntry> entries, string problem) => inner.SetAsideAsync(entries, problem);

    public Task SettleAsync(LedgerEntry entry) => inner.SettleAsync(entry);

    public Task<bool> IsGoneAsync(LedgerEntry underWay) => inner.IsGoneAsync(underWay);

    public Task NoteAsync(string account, GenTask task) => inner.NoteAsync(account, task);

    public Task<LedgerEntry?> FindTaskAsync(string account, string taskId) => inner.FindTaskAsync(account, taskId);

    public Task<LedgerCount> CountAsync(LedgerQuery query) => inner.CountAsync(query);

    public Task<IReadOnlyList<string>> BatchNamesAsync(string account, int most) => inner.BatchNamesAsync(account, most);

    public Task NoteFileAsync(string account, LedgerFile file) => inner.NoteFileAsync(account, file);

    public Task<LedgerFile?> FindFileAsync(string account, string taskId, int output) => inner.FindFileAsync(account, taskId, output);

    public Task NoteUploadAsync(string account, LedgerUpload upload) => inner.NoteUploadAsync(account, upload);

    public Task<LedgerUpload?> FindUploadAsync(string account, string host, string sha256) => inner.FindUploadAsync(account, host, sha256);

    public Task<LedgerUpload?> FindUploadOfAsync(string account, string url) => inner.FindUploadOfAsync(account, url);

    public Task<IReadOnlyList<GenBatch>> SumUpAsync(string account, string? batch) => inner.SumUpAsync(account, batch);

    public Task<LedgerClearance> ForgetAsync(string account, DateTimeOffset before, bool evenOpen, bool isRehearsal) =>
        inner.ForgetAsync(account, before, evenOpen, isRehearsal);

    public Task NoteDurationAsync(string account, LedgerDuration duration) => inner.NoteDurationAsync(account, duration);

    public Task<IReadOnlyList<LedgerDuration>> ListDurationsAsync(string account, string tasks) => inner.ListDurationsAsync(account, tasks);

    public void Dispose()
    {
    }
}
