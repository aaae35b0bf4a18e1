using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>A ledger that fails when a test says so, as one on a full disk does.</summary>
internal sealed class UnluckyLedger(ILedger inner) : ILedger
{
    /// <summary>Whether intents cannot be written.</summary>
    public bool FailsIntents { get; set; }

    /// <summary>Whether nothing else can be written.</summary>
    public bool FailsTheRest { get; set; }

    /// <summary>Holds intents up.</summary>
    public Func<Task>? Intending { get; set; }

    /// <summary>Whether what is known of durations cannot be read.</summary>
    public bool FailsDurations { get; set; }

    /// <summary>Told of each saved file, after it was written down.</summary>
    public Action<LedgerFile>? FileNoted { get; set; }

    public string Place => inner.Place;

    public async Task<LedgerIntent> IntendAsync(LedgerEntry entry, decimal? budget = null)
    {
        await (Intending?.Invoke() ?? Task.CompletedTask);
        return FailsIntents ? throw Full() : await inner.IntendAsync(entry, budget);
    }

    public Task SetAsideAsync(IReadOnlyList<LedgerEntry> entries, string problem) =>
        FailsTheRest ? Task.FromException(Full()) : inner.SetAsideAsync(entries, problem);

    public Task SettleAsync(LedgerEntry entry) => FailsTheRest ? Task.FromException(Full()) : inner.SettleAsync(entry);

    public Task<bool> IsGoneAsync(LedgerEntry underWay) => inner.IsGoneAsync(underWay);

    public Task NoteAsync(string account, GenTask task) => FailsTheRest ? Task.FromException(Full()) : inner.NoteAsync(account, task);

    public Task<LedgerEntry?> FindTaskAsync(string account, string taskId) => inner.FindTaskAsync(account, taskId);

    public Task CheckAsync(string account, string batch) => inner.CheckAsync(account, batch);

    public Task<LedgerEntry?> FindRequestAsync(string account, string batch, string requestKey) => inner.FindRequestAsync(account, batch, requestKey);

    public Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerQuery query) => inner.ListAsync(query);

    public Task<LedgerCount> CountAsync(LedgerQuery query) => inner.CountAsync(query);

    public Task<IReadOnlyList<string>> BatchNamesAsync(string account, int most) => inner.BatchNamesAsync(account, most);

    public async Task NoteFileAsync(string account, LedgerFile file)
    {
        await inner.NoteFileAsync(account, file);
        FileNoted?.Invoke(file);
    }

    public Task<LedgerFile?> FindFileAsync(string account, string taskId, int output) => inner.FindFileAsync(account, taskId, output);

    public Task NoteDurationAsync(string account, LedgerDuration duration) =>
        FailsTheRest ? Task.FromException(Full()) : inner.NoteDurationAsync(account, duration);

    public Task<IReadOnlyList<LedgerDuration>> ListDurationsAsync(string account, string tasks) =>
        FailsDurations ? Task.FromException<IReadOnlyList<LedgerDuration>>(Full()) : inner.ListDurationsAsync(account, tasks);

    public Task NoteUploadAsync(string account, LedgerUpload upload) => FailsTheRest ? Task.FromException(Full()) : inner.NoteUploadAsync(account, upload);

    public Task<LedgerUpload?> FindUploadAsync(string account, string host, string sha256) => inner.FindUploadAsync(account, host, sha256);

    public Task<LedgerUpload?> FindUploadOfAsync(string account, string url) => inner.FindUploadOfAsync(account, url);

    public Task<IReadOnlyList<GenBatch>> SumUpAsync(string account, string? batch) => inner.SumUpAsync(account, batch);

    public Task<LedgerClearance> ForgetAsync(string account, DateTimeOffset before, bool evenOpen, bool isRehearsal) =>
        inner.ForgetAsync(account, before, evenOpen, isRehearsal);

    public void Dispose()
    {
        // The test's own ledger outlives its sessions.
    }

    private static GenServiceException Full() => new(GenErrorCode.LedgerFailed, "The disk is full.");
}
