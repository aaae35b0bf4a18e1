using System.Collections.Generic;

namespace TaskApi.Emulator;

/// <summary>The balance. Refunds of tasks that will fail are noted at once and paid when their time has come.</summary>
internal sealed class Account(decimal balance)
{
    private readonly object _lock = new();
    private readonly SortedSet<(long Due, long Number, decimal Amount)> _refunds = [];
    private decimal _balance = balance;
    private decimal _charged;
    private decimal _refunded;
    private long _number;

    /// <summary>Takes the amount if the balance covers it.</summary>
    public bool TryCharge(decimal amount, long now)
    {
        lock (_lock)
        {
            Settle(now);
            if (amount > _balance)
            {
                return false;
            }

            _balance -= amount;
            _charged += amount;
            return true;
        }
    }

    public void RefundAt(long due, decimal amount)
    {
        lock (_lock)
        {
            _refunds.Add((due, _number++, amount));
        }
    }

    public (decimal Balance, decimal Charged, decimal Refunded) FiguresAt(long now)
    {
        lock (_lock)
        {
            Settle(now);
            return (_balance, _charged, _refunded);
        }
    }

    private void Settle(long now)
    {
        while (_refunds.Count > 0 && _refunds.Min.Due <= now)
        {
            (long Due, long Number, decimal Amount) refund = _refunds.Min;
            _refunds.Remove(refund);
            _balance += refund.Amount;
            _refunded += refund.Amount;
        }
    }
}
