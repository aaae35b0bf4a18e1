using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;

namespace TaskApi.Ledger.Sqlite;

/// <summary>
/// The slots of an account in a file that all processes of a machine share. It lies beside the ledger, in a file of its own: slots are
/// worth nothing after a second, so nothing of it need survive a power cut, and no commit waits for the disk.
/// </summary>
public sealed class SqliteSlotStore : ISlotStore
{
    // Longer than a process stands still with the file in its hands: who goes on without it passes the limit together with others.
    private const int BusySeconds = 5;

    // Longer than any rest or ban. The clock begins anew with the machine; what lies further ahead is from before.
    private const long Furthest = 10 * 60 * 1000;
    private const long LookForTheDeadEvery = 1000;

    private readonly object _gate = new();
    private readonly SqliteConnection _connection;
    private readonly string _place;
    private readonly string _account;
    private readonly TimeProvider _clock;
    private readonly LedgerWorker _worker = new();
    private readonly OwedSlots _owed;
    private long _lookedForTheDead = -LookForTheDeadEvery;

    private SqliteSlotStore(SqliteConnection connection, string place, string account, TimeProvider clock)
    {
        _connection = connection;
        _place = place;
        _account = account;
        _clock = clock;
        _owed = new OwedSlots(Release, clock);
    }

    /// <summary>Opens the slots' file; it is made, for its owner's eyes only, if it is not there.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="account">The account, see <see cref="LedgerAccount"/>.</param>
    /// <exception cref="GenServiceException">The file cannot be used.</exception>
    public static SqliteSlotStore Open(string path, string account) => Open(path, account, TimeProvider.System);

    /// <summary>Opens the slots' file.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="account">The account.</param>
    /// <param name="clock">The clock that the slots rest by.</param>
    /// <param name="busySeconds">How long a file that others are at is waited for, in real seconds.</param>
    internal static SqliteSlotStore Open(string path, string account, TimeProvider clock, int busySeconds = BusySeconds)
    {
        PrivateFile.Create(path);
        SQLitePCL.Batteries_V2.Init();
        var address = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = busySeconds };
        var connection = new SqliteConnection(address.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                $"""
                PRAGMA busy_timeout = {busySeconds * 1000};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = OFF;
                CREATE TABLE IF NOT EXISTS slot (
                    account TEXT NOT NULL, verb TEXT NOT NULL, number INTEGER NOT NULL, free_at INTEGER NOT NULL, owner TEXT,
                    PRIMARY KEY (account, verb, number)) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS gate (account TEXT NOT NULL, verb TEXT NOT NULL, closed_until INTEGER NOT NULL, PRIMARY KEY (account, verb))
                WITHOUT ROWID;
                """;
            command.ExecuteNonQuery();
            return new SqliteSlotStore(connection, path, account, clock);
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw SqliteFailure.Explain(failure, path);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Which processes of the machine live is known: each keeps its slots for as long as it does.</remarks>
    public Task<SlotOffer> TryTakeAsync(string verb, int slots, int spare, TimeSpan longest) => Done(() => TryTake(verb, slots, spare));

    /// <inheritdoc/>
    public Task ReleaseAsync(string verb, long slot, TimeSpan rest) => Done(() => _owed.Release(verb, slot, rest));

    /// <inheritdoc/>
    public Task<bool> CloseAsync(string verb, TimeSpan ban) => Done(() => Close(verb, ban));

    /// <summary>Gives back what this process still has, and closes the file.</summary>
    public void Dispose()
    {
        _owed.Dispose();
        _worker.Dispose();
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    private SlotOffer TryTake(string verb, int slots, int spare) => Look(verb, slots, spare) ?? Do(verb, now =>
    {
        if (ClosedFor(verb, now) is { } ban)
        {
            return new SlotOffer(null, TimeSpan.FromMilliseconds(ban));
        }

        List<SlotRow> rows = Slots(verb, slots, now);
        if (Free(rows, spare, now) is { } free)
        {
            Change("UPDATE slot SET owner = $owner WHERE account = $account AND verb = $verb AND number = $number", verb, ("$owner", _worker.Name),
                ("$number", free.Number));
            return new SlotOffer(free.Number, TimeSpan.Zero);
        }

        return NotYet(rows, now);
    });

    private int Release(string verb, long slot, TimeSpan rest) => Do(verb, now => Change(
        "UPDATE slot SET owner = NULL, free_at = $free_at WHERE account = $account AND verb = $verb AND number = $number AND owner = $owner",
        verb,
        ("$free_at", now + RoundUp(rest)),
        ("$number", slot),
        ("$owner", _worker.Name)));

    private bool Close(string verb, TimeSpan ban) => Do(verb, now =>
    {
        bool wasOpen = ClosedFor(verb, now) is null;
        Change(
            "INSERT INTO gate (account, verb, closed_until) VALUES ($account, $verb, $until) ON CONFLICT DO UPDATE SET closed_until = CASE WHEN closed_until " +
            "- $now > $furthest THEN $until ELSE max(closed_until, $until) END",
            verb,
            ("$until", now + RoundUp(ban)),
            ("$now", now),
            ("$furthest", Furthest));
        return wasOpen;
    });

    /// <summary>A file is quick: whoever asks has the answer at once.</summary>
    private static Task<T> Done<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (GenServiceException failure)
        {
            return Task.FromException<T>(failure);
        }
    }

    private static long RoundUp(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>
    /// The answer to whom there is no slot for; null when there may be one. Reading waits for nobody and keeps nobody waiting: with many
    /// who ask again and again, those who have something to write would hardly get their turn otherwise.
    /// </summary>
    private SlotOffer? Look(string verb, int slots, int spare) => Guarded<SlotOffer?>(verb, () =>
    {
        long now = Now();
        if (ClosedFor(verb, now) is { } ban)
        {
            return new SlotOffer(null, TimeSpan.FromMilliseconds(ban));
        }

        List<SlotRow> rows = Read(verb);
        bool mustWrite = rows.Count < slots || now - _lookedForTheDead >= LookForTheDeadEvery || rows.Exists(row => row.FreeAt - now > Furthest);
        return mustWrite || Free(rows, spare, now) is not null ? null : NotYet(rows, now);
    });

    /// <summary>The slot that is free for longest, when that many more are free too.</summary>
    private static SlotRow? Free(List<SlotRow> rows, int spare, long now)
    {
        List<SlotRow> free = rows.FindAll(row => row.Owner is null && row.FreeAt <= now);
        return free.Count > spare ? free[0] : null;
    }

    private static SlotOffer NotYet(List<SlotRow> rows, long now)
    {
        long next = long.MaxValue;
        foreach (SlotRow row in rows)
        {
            next = row.Owner is null && row.FreeAt > now && row.FreeAt < next ? row.FreeAt : next;
        }

        return new SlotOffer(null, next == long.MaxValue ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(next - now));
    }

    /// <summary>A clock that nobody sets back, the same for all processes of a machine.</summary>
    private long Now() => _clock.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMillisecond;

    private long? ClosedFor(string verb, long now)
    {
        using SqliteCommand command = Command("SELECT closed_until FROM gate WHERE account = $account AND verb = $verb", verb);
        return command.ExecuteScalar() is long until && until > now && until - now <= Furthest ? until - now : null;
    }

    /// <summary>The slots, those free for longest first. The slots of processes that are gone come back after the rest of a request without an
    /// answer.</summary>
    private List<SlotRow> Slots(string verb, int slots, long now)
    {
        List<SlotRow> rows = Read(verb);
        if (rows.Count < slots)
        {
            for (int number = 0; number < slots; number++)
            {
                Change("INSERT INTO slot (account, verb, number, free_at) VALUES ($account, $verb, $number, 0) ON CONFLICT DO NOTHING", verb,
                    ("$number", number));
            }

            rows = Read(verb);
        }

        bool isLookDue = now - _lookedForTheDead >= LookForTheDeadEvery;
        for (int i = 0; i < rows.Count; i++)
        {
            SlotRow row = rows[i];
            if (row.FreeAt - now > Furthest)
            {
                rows[i] = row with { FreeAt = 0 };
            }

            if (isLookDue && row.Owner is { } owner && LedgerWorker.IsGone(owner))
            {
                rows[i] = row with { Owner = null, FreeAt = now + RoundUp(SlotPool.RestAfterLoss) };
                Change("UPDATE slot SET owner = NULL, free_at = $free_at WHERE account = $account AND verb = $verb AND number = $number", verb,
                    ("$free_at", rows[i].FreeAt), ("$number", row.Number));
            }
        }

        _lookedForTheDead = isLookDue ? now : _lookedForTheDead;
        return rows;
    }

    private List<SlotRow> Read(string verb)
    {
        using SqliteCommand command = Command("SELECT number, free_at, owner FROM slot WHERE account = $account AND verb = $verb ORDER BY free_at", verb);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<SlotRow>();
        while (reader.Read())
        {
            rows.Add(new SlotRow(reader.GetInt32(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return rows;
    }

    private int Change(string sql, string verb, params (string Name, object Value)[] values)
    {
        using SqliteCommand command = Command(sql, verb);
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, string verb)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Values travel as parameters; the text is this class's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$account", _account);
        command.Parameters.AddWithValue("$verb", verb);
        return command;
    }

    /// <summary>Changes slots. The time is read when nobody else can be at them.</summary>
    private T Do<T>(string verb, Func<long, T> work) => Guarded(verb, () =>
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        T result = work(Now());
        transaction.Commit();
        return result;
    });

    private T Guarded<T>(string verb, Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException failure)
            {
                throw SqliteFailure.Explain(failure, _place);
            }
            catch (InvalidOperationException failure)
            {
                throw new GenServiceException(GenErrorCode.LedgerFailed, $"The slots for {verb} in {_place} are closed.", failure);
            }
        }
    }

    private sealed record SlotRow(int Number, long FreeAt, string? Owner);
}
