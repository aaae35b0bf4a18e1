using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>
/// Lets the workers on other machines see that the ones here live. On a connection of its own it holds a lock in the name of each, which the
/// server lets go when the process dies; and it notes the time every few seconds, because a machine that lost its power says nothing.
/// </summary>
/// <remarks>The lock tells at once, the time within a minute. Neither needs anything from the requests themselves.</remarks>
internal sealed class PostgresPresence : IDisposable
{
    private const int BeatSeconds = 15;
    private const int SilentSeconds = 60;
    private const int LeaveSeconds = 2;

    /// <summary>The number of the lock that a worker holds: locks are known by a number alone, and this sets ours apart from other programs'.</summary>
    public const string LockOfName = "hashtextextended(name, 7311)";

    private const string Beat =
        $"""
        INSERT INTO taskapi.worker (name, seen_at) SELECT name, {PostgresLedger.Now} FROM unnest(@names) AS name
        ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
        """;

    private const string Hold = $"SELECT count(pg_advisory_lock_shared({LockOfName})) FROM unnest(@names) AS name";
    private const string Release = $"SELECT count(pg_advisory_unlock_shared({LockOfName})) FROM unnest(@names) AS name";
    private const string Leave = "DELETE FROM taskapi.worker WHERE name = ANY(@names)";

    // What a dead process left is of no use after a day.
    private static readonly string Begin = $"SET synchronous_commit = off; DELETE FROM taskapi.worker WHERE seen_at < {PostgresLedger.Now} - 86400000";

    private static readonly string Look =
        $"""
        SELECT coalesce((SELECT seen_at FROM taskapi.worker AS w WHERE w.name = o.name), 0) < {PostgresLedger.Now} - {SilentSeconds * 1000},
            pg_try_advisory_xact_lock({LockOfName})
        FROM (SELECT @owner::text AS name) AS o
        """;

    private readonly object _gate = new();
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closing = new();
    private NpgsqlConnection? _connection;
    private Task? _beating;

    public PostgresPresence(NpgsqlConnectionStringBuilder address) =>
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false });

    /// <summary>True when a worker of another ledger surely is gone.</summary>
    public static async Task<bool> IsGoneAsync(SqlSession session, string owner)
    {
        var values = new SqlValues { ["owner"] = owner };
        var seen = await session.QueryAsync(Look, values, static row => (IsSilent: row.GetBoolean(0), IsFree: row.GetBoolean(1))).ConfigureAwait(false);

        // Machines can have equal names, as a cloud's sandboxes have: that no such process is here proves nothing while somebody holds its lock.
        return seen[0].IsSilent || (seen[0].IsFree && LedgerWorker.IsGone(owner));
    }

    /// <summary>True for a worker that this ledger lets the others see.</summary>
    public bool Has(string owner)
    {
        lock (_gate)
        {
            return _owners.Contains(owner);
        }
    }

    /// <summary>Lets the others see a worker, from before its first request on.</summary>
    public async Task<bool> JoinAsync(string owner)
    {
        if (Has(owner))
        {
            return true;
        }

        await _turn.WaitAsync(_closing.Token).ConfigureAwait(false);
        try
        {
            if (!Has(owner))
            {
                await ShowAsync([owner]).ConfigureAwait(false);
                lock (_gate)
                {
                    _owners.Add(owner);
                }

                _beating ??= Task.Run(BeatAsync);
            }

            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Notes the time, and lets go of workers whose pipelines have ended.</summary>
    public async Task BeatOnceAsync()
    {
        await _turn.WaitAsync(_closing.Token).ConfigureAwait(false);
        try
        {
            await LetGoAsync().ConfigureAwait(false);
            await ShowAsync([]).ConfigureAwait(false);
        }
        catch (Exception failure) when (PostgresFailure.IsOfServer(failure))
        {
            // The next beat tries again; it takes four before anybody thinks that these workers are gone.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The workers are gone: the others need not wait to find out.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        try
        {
            // Whoever has the turn ends soon, because nothing is begun any more.
            if (_connection is { State: System.Data.ConnectionState.Open } connection && _turn.Wait(TimeSpan.FromSeconds(LeaveSeconds)))
            {
                using NpgsqlCommand leave = connection.CreateCommand();
                leave.CommandText = Leave;
                leave.CommandTimeout = LeaveSeconds;
                leave.Parameters.AddWithValue("names", Owners());
                leave.ExecuteNonQuery();
            }
        }
        catch (Exception failure) when (PostgresFailure.IsOfServer(failure) || failure is InvalidOperationException)
        {
            // Without a server they are found out a minute later.
        }

        _connection?.Dispose();
        _source.Dispose();
        _closing.Dispose();
    }

    private string[] Owners()
    {
        lock (_gate)
        {
            return [.. _owners];
        }
    }

    private async Task BeatAsync()
    {
        CancellationToken closing = _closing.Token;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(BeatSeconds));
        try
        {
            while (await timer.WaitForNextTickAsync(closing).ConfigureAwait(false))
            {
                await BeatOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The ledger is closed.
        }
    }

    /// <summary>Notes the time for the workers that are seen and for new ones, and takes the new ones' locks.</summary>
    private async Task ShowAsync(string[] joining)
    {
        string[] all = [.. Owners().Concat(joining)];
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                PostgresSession session = await SessionAsync().ConfigureAwait(false);
                await session.ChangeAsync(Beat, Names(all)).ConfigureAwait(false);
                await session.ValueAsync<long>(Hold, Names(joining)).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (PostgresFailure.IsPassing(failure))
            {
                _connection?.Dispose();
                _connection = null;
                if (!isFirst)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Workers of this process whose pipelines have ended.</summary>
    private async Task LetGoAsync()
    {
        string[] ended = [.. Owners().Where(LedgerWorker.IsGone)];
        if (ended.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            _owners.ExceptWith(ended);
        }

        PostgresSession session = await SessionAsync().ConfigureAwait(false);
        await session.ChangeAsync(Leave, Names(ended)).ConfigureAwait(false);
        await session.ValueAsync<long>(Release, Names(ended)).ConfigureAwait(false);
    }

    /// <summary>The connection; a new one, after the old was lost, takes all locks again.</summary>
    private async Task<PostgresSession> SessionAsync()
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
        {
            return new PostgresSession(open);
        }

        _connection?.Dispose();
        _connection = await _source.OpenConnectionAsync(_closing.Token).ConfigureAwait(false);
        var session = new PostgresSession(_connection);
        await session.ChangeAsync(Begin).ConfigureAwait(false);
        await session.ValueAsync<long>(Hold, Names(Owners())).ConfigureAwait(false);
        return session;
    }

    private static SqlValues Names(string[] names) => new() { ["names"] = names };
}
