using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Looks requests of a batch up. A table that is read again mostly has its rows in the order in which they were sent, so that what
/// completed is read ahead from there: a database elsewhere is not asked for each row.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="account">The account.</param>
/// <param name="batch">The batch.</param>
internal sealed class BatchReader(ILedger ledger, string account, string batch)
{
    private const int FirstSize = 16;
    private const int LargestSize = 512;
    private const int Growth = 4;

    private readonly Dictionary<string, LedgerEntry> _ahead = new(StringComparer.Ordinal);

    private bool _isChecked;

    // How much is read ahead the next time, and how much of the last time was wanted.
    private int _size = FirstSize;
    private int _wanted = FirstSize;

    /// <summary>The latest attempt at a request; null when there is none.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public async Task<LedgerEntry?> FindAsync(string requestKey)
    {
        if (!_isChecked)
        {
            await ledger.CheckAsync(account, batch).ConfigureAwait(false);
            _isChecked = true;
        }

        if (_ahead.TryGetValue(requestKey, out LedgerEntry? entry))
        {
            _ahead.Remove(requestKey);
            _wanted++;
            return entry;
        }

        entry = await ledger.FindRequestAsync(account, batch, requestKey).ConfigureAwait(false);
        if (entry is { State: LedgerState.Accepted, Task.Status: GenTaskStatus.Completed } && _size > 0)
        {
            await ReadAheadAsync(entry.Number).ConfigureAwait(false);
        }

        return entry;
    }

    /// <summary>Reads what completed after an entry. What completed stays so; of all else another worker may make something new meanwhile.</summary>
    private async Task ReadAheadAsync(long number)
    {
        // Rows in another order are looked up one by one after a few tries.
        _size = _wanted > _size / 2 ? Math.Min(LargestSize, _size * Growth) : _size / Growth;
        _wanted = 0;
        _ahead.Clear();
        if (_size == 0)
        {
            return;
        }

        var next = new LedgerQuery
        {
            Account = account, Batch = batch, State = LedgerState.Accepted, Status = GenTaskStatus.Completed, IsLatestAttempt = true, After = number,
            First = _size,
        };
        foreach (LedgerEntry entry in await ledger.ListAsync(next).ConfigureAwait(false))
        {
            _ahead[entry.RequestKey!] = entry;
        }
    }
}
