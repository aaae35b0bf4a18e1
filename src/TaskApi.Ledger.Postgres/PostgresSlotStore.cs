using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>
/// The slots of an account in a PostgreSQL database, for processes on many machines. All times are the server's; of a machine's own clock
/// only counts how long something takes.
/// </summary>
/// <remarks>
/// Of a machine that falls silent nobody can know whether a request of it is still under way. Each slot is therefore lent for as long as
/// its request can arrive, and is free again after that; only of a process that was on this machine, and is no more, it is known sooner.
/// </remarks>
public sealed class PostgresSlotStore : ISlotStore
{
    // For the questions of both verbs, and for what is given back meanwhile.
    private const int Connections = 3;

    private static readonly TimeSpan LookAfterEvery = TimeSpan.FromSeconds(2);

    // Slots rest for a second after each request, so that nothing becomes free much sooner.
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Verb> _verbs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Released> _released = new();
    private readonly LedgerWorker _worker = new();
    private readonly NpgsqlDataSource _source;
    private readonly PostgresPatience _patience;
    private readonly PostgresPresence _presence;
    private readonly SlotStatements _sql;
    private readonly string _place;
    private readonly string _account;
    private int _releasing;
    private bool _isReady;
    private bool _isClosed;

    private PostgresSlotStore(NpgsqlConnectionStringBuilder address, string account, TimeSpan patience, string now)
    {
        address.MaxPoolSize = Math.Min(address.MaxPoolSize, Connections);
        _place = PostgresAddress.PlaceOf(address);
        _account = account;
        _source = NpgsqlDataSource.Create(address);
        _patience = new PostgresPatience(_source, _place, address.Username, patience);
        _presence = new PostgresPresence(address);
        _sql = new SlotStatements(now);
    }

    /// <summary>Slots in a database. Nothing is asked of the server yet.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="user">Who logs in; null for what the string or the environment says.</param>
    /// <param name="password">The password; null for the string's, or the environment's.</param>
    /// <param name="account">The account, see <see cref="LedgerAccount"/>.</param>
    /// <exception cref="GenServiceException">The connection string cannot be read.</exception>
    public static PostgresSlotStore Open(string connectionString, string? user, string? password, string account) =>
        Open(PostgresAddress.Read(connectionString, user, password), account, PostgresPatience.Usual, PostgresLedger.Now);

    /// <summary>Slots in a database.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="account">The account.</param>
    /// <param name="patience">So long a lost server is waited for.</param>
    /// <param name="now">The expression for the server's time.</param>
    internal static PostgresSlotStore Open(NpgsqlConnectionStringBuilder address, string account, TimeSpan patience, string now) =>
        new(address, account, patience, now);

    /// <inheritdoc/>
    public async Task<SlotOffer> TryTakeAsync(string verb, int slots, int spare, TimeSpan longest)
    {
        Verb known = await EnterAsync(verb, slots, longest).ConfigureAwait(false);
        long token = NewToken();
        SqlValues wish = About(verb, slots)
            .And(new SqlValues { ["spare"] = spare, ["longest"] = Whole(longest), ["owner"] = _worker.Name, ["token"] = token });
        for (int tries = 0; ; tries++)
        {
            (bool isTaken, long found, long wait) = await RunAsync(session => AskAsync(session, wish)).ConfigureAwait(false);
            if (isTaken)
            {
                return new SlotOffer(token, TimeSpan.Zero);
            }

            // Slots that a crash of the server has lost are made again, and now and then it is looked who is no more; then once more.
            bool hasChanged = await (found < slots ? MakeAsync(verb, slots, longest) : LookAfterAsync(known, verb, slots)).ConfigureAwait(false);
            if (!hasChanged || tries > 0)
            {
                return new SlotOffer(null, wait > 0 ? TimeSpan.FromMilliseconds(wait) : UsualWait);
            }
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(string verb, long slot, TimeSpan rest)
    {
        var released = new Released(slot, Whole(rest));
        _released.Enqueue(released);
        _ = ReleaseAllAsync();
        return released.Done.Task;
    }

    /// <inheritdoc/>
    public async Task<bool> CloseAsync(string verb, TimeSpan ban)
    {
        await EnterAsync(verb, slots: 0, TimeSpan.Zero).ConfigureAwait(false);
        SqlValues values = About(verb, slots: 0).And(new SqlValues { ["ban"] = Whole(ban) });
        return await RunAsync(session => session.ValueAsync<bool>(_sql.Close, values)).ConfigureAwait(false);
    }

    /// <summary>Closes the connections when what was given back is written down, which a server that is lost must not delay for long.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _worker.Dispose();
        _patience.Dispose();
        _presence.Dispose();
        _source.Dispose();
    }

    private static long Whole(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static long NewToken() => BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0);

    private static async Task<(bool IsTaken, long Found, long Wait)> OnlyAsync(Task<List<(bool, long, long)>> rows) => (await rows.ConfigureAwait(false))[0];

    private Task<(bool IsTaken, long Found, long Wait)> AskAsync(SqlSession session, SqlValues wish) =>
        OnlyAsync(session.QueryAsync(_sql.Take, wish, static row => (row.GetBoolean(0), row.GetInt64(1), row.GetInt64(2))));

    private SqlValues About(string verb, int slots) => new() { ["account"] = _account, ["verb"] = verb, ["slots"] = slots };

    /// <summary>The first time, and when requests may take longer than before: the gate remembers the longest, and the others see that we live.</summary>
    private async Task<Verb> EnterAsync(string verb, int slots, TimeSpan longest)
    {
        Verb known = _verbs.GetOrAdd(verb, static _ => new Verb());
        if (known.Longest is null || known.Longest < longest)
        {
            await MakeAsync(verb, slots, longest).ConfigureAwait(false);
            await _patience.PersistAsync(() => _presence.JoinAsync(_worker.Name)).ConfigureAwait(false);
            known.Longest = longest;
        }

        return known;
    }

    private Task<bool> MakeAsync(string verb, int slots, TimeSpan longest) => RunAsync(async session =>
    {
        SqlValues values = About(verb, slots).And(new SqlValues { ["longest"] = Whole(longest) });
        await session.ChangeAsync(SlotStatements.Begin).ConfigureAwait(false);
        await session.ChangeAsync(_sql.Enter, values).ConfigureAwait(false);
        await session.ChangeAsync(SlotStatements.Commit).ConfigureAwait(false);
        return true;
    });

    /// <summary>Gives back, now and then, what the dead had.</summary>
    /// <returns>True when slots come back sooner for it.</returns>
    private async Task<bool> LookAfterAsync(Verb known, string verb, int slots)
    {
        if (!known.IsLookDue(LookAfterEvery))
        {
            return false;
        }

        SqlValues values = About(verb, slots).And(new SqlValues { ["owner"] = _worker.Name, ["rest"] = Whole(SlotPool.RestAfterLoss) });
        return await RunAsync(async session =>
        {
            int changed = await session.ChangeAsync(_sql.Reset, values).ConfigureAwait(false);

            // Machines can have equal names: that no such process is here proves nothing while somebody holds its lock.
            List<string> missing = await session.QueryAsync(_sql.Missing, values, static row => row.GetString(0)).ConfigureAwait(false);
            string[] gone = [.. missing.Where(LedgerWorker.IsGone)];
            values["gone"] = gone;
            return (changed + (gone.Length == 0 ? 0 : await session.ChangeAsync(_sql.Inherit, values).ConfigureAwait(false))) > 0;
        }).ConfigureAwait(false);
    }

    /// <summary>Writes down what was given back, one statement at a time with all that has come together.</summary>
    private async Task ReleaseAllAsync()
    {
        while (!_released.IsEmpty && Interlocked.Exchange(ref _releasing, 1) == 0)
        {
            var all = new List<Released>();
            while (_released.TryDequeue(out Released? released))
            {
                all.Add(released);
            }

            try
            {
                var values = new SqlValues
                {
                    ["account"] = _account,
                    ["tokens"] = all.Select(static released => released.Token).ToArray(),
                    ["rests"] = all.Select(static released => released.Rest).ToArray(),
                };
                await RunAsync(session => session.ChangeAsync(_sql.Release, values)).ConfigureAwait(false);
                all.ForEach(static released => released.Done.TrySetResult(true));
            }
            catch (Exception failure)
            {
                // They are free again when the time that they were lent for is over.
                all.ForEach(released => released.Done.TrySetException(failure));
            }
            finally
            {
                Volatile.Write(ref _releasing, 0);
            }
        }
    }

    private Task<T> RunAsync<T>(Func<SqlSession, Task<T>> work) => _patience.PersistAsync(async () =>
    {
        NpgsqlConnection connection = await _patience.ConnectAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (!_isReady)
            {
                await PostgresSchema.PrepareAsync(connection, _place).ConfigureAwait(false);
                _isReady = true;
            }

            return await work(new PostgresSession(connection)).ConfigureAwait(false);
        }
    });

    private sealed record Released(long Token, long Rest)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What the store remembers about a verb.</summary>
    private sealed class Verb
    {
        private long _looked;

        /// <summary>How long requests may take, as the gate knows it.</summary>
        public TimeSpan? Longest { get; set; }

        /// <summary>True for one who asks, once in that time.</summary>
        public bool IsLookDue(TimeSpan every)
        {
            long last = Interlocked.Read(ref _looked);
            long now = Stopwatch.GetTimestamp();
            return (last == 0 || Stopwatch.GetElapsedTime(last, now) >= every) && Interlocked.CompareExchange(ref _looked, now, last) == last;
        }
    }
}
