using System;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Sqlite;

/// <summary>The ledger in one SQLite file, for all processes of one machine; or in memory, for as long as its session lives.</summary>
public sealed class SqliteLedger : SqlLedger
{
    // So long a process waits for another one that is writing; a commit takes milliseconds.
    private const int BusySeconds = 10;

    // The longest that a request may be under way on a machine of which nothing is known here: the file may be on a share.
    private static readonly TimeSpan LongestUnderWay = TimeSpan.FromMinutes(15);

    // The moment is a value of each statement, because tests have clocks of their own.
    private static readonly SqlDialect Dialect = new(Prefix: "", Now: "@" + SqliteSession.Now, HasTokens: false, ByteOrder: "");

    // How many entries of a batch are not found when they are looked up as a request is.
    private const string CheckSql =
        """
        SELECT count(*) FROM entry AS written INDEXED BY entry_by_batch
        WHERE account = @account AND batch = @batch AND written.attempt > coalesce((
            SELECT attempt FROM entry AS found INDEXED BY entry_by_request
            WHERE found.account = @account AND found.batch = @batch AND found.request_key = written.request_key
            ORDER BY found.attempt DESC LIMIT 1), 0)
        """;

    private readonly object _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteSession _session;
    private readonly CommitQueue _writes;
    private readonly TimeProvider _clock;
    private bool _isClosed;

    private SqliteLedger(string place, SqliteConnection connection, TimeProvider clock)
        : base(place, Dialect)
    {
        _connection = connection;
        _clock = clock;
        _session = new SqliteSession(connection, clock);
        _writes = new CommitQueue(connection, _gate, failure => SqliteFailure.Explain(failure, place));
    }

    /// <summary>Opens a ledger's file; it is made, for its owner's eyes only, if it is not there.</summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="GenServiceException">The file cannot be used. Nothing was sent.</exception>
    public static SqliteLedger Open(string path)
    {
        PrivateFile.Create(path);
        return Open(path, new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false,
            DefaultTimeout = BusySeconds }, TimeProvider.System);
    }

    /// <summary>A ledger in memory, gone when it is closed.</summary>
    public static SqliteLedger InMemory() => InMemory(TimeProvider.System);

    internal static SqliteLedger InMemory(TimeProvider clock) =>
        Open("in memory", new SqliteConnectionStringBuilder { DataSource = ":memory:", Pooling = false }, clock);

    /// <summary>
    /// Looks each entry of the batch, as the table and another index have it, up in the index of requests. SQLite does not notice a bit that has
    /// flipped in an index, also in an entry of another batch: it does not find what is there, nor that it is there when it is written again.
    /// </summary>
    public override async Task CheckAsync(string account, string batch)
    {
        var values = new SqlValues { ["account"] = account, ["batch"] = batch };
        if (await ReadAsync(session => session.ValueAsync<long>(CheckSql, values)).ConfigureAwait(false) != 0)
        {
            throw LedgerFailure.Damaged("the entries of batch '" + batch + "' are not all found");
        }
    }

    /// <summary>True when this machine knows its worker to be gone, or when it has been under way for longer than any request can be.</summary>
    public override Task<bool> IsGoneAsync(LedgerEntry underWay) =>
        Task.FromResult(LedgerWorker.IsGone(underWay.Owner) || _clock.GetUtcNow() - underWay.IntendedAt > LongestUnderWay);

    /// <summary>Closes the file when everything is written.</summary>
    protected override void Dispose(bool disposing)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _writes.Finish();
        lock (_gate)
        {
            _session.Dispose();
            _connection.Dispose();
        }
    }

    /// <summary>Makes the file's disk as small as a test needs it.</summary>
    internal void LimitSize(int pages)
    {
        lock (_gate)
        {
            using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The text is a number.
            command.CommandText = FormattableString.Invariant($"PRAGMA max_page_count = {pages}");
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    private static SqliteLedger Open(string place, SqliteConnectionStringBuilder address, TimeProvider clock)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(address.ToString());
        try
        {
            connection.Open();
            using (SqliteCommand command = connection.CreateCommand())
            {
                // Write-ahead, so that readers and a writer do not wait for each other; FULL, so that a commit survives a power cut.
                // SQLite itself waits for a lock in steps of a millisecond; its library for .NET would try again only every 150 ms.
                command.CommandText =
                    FormattableString.Invariant($"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
                command.ExecuteNonQuery();
            }

            SqliteSchema.Prepare(connection, place);
            return new SqliteLedger(place, connection, clock);
        }
        catch (Exception failure)
        {
            connection.Dispose();
            throw failure is SqliteException refused ? SqliteFailure.Explain(refused, place) : failure;
        }
    }

    // SQLite's commands end where they are called, so that nothing waits here.
    private protected override Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write) => _writes.WriteAsync(() => write(_session).GetAwaiter().GetResult());

    private protected override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read)
    {
        lock (_gate)
        {
            try
            {
                return Task.FromResult(read(_session).GetAwaiter().GetResult());
            }
            catch (SqliteException failure)
            {
                throw SqliteFailure.Explain(failure, Place);
            }
            catch (InvalidOperationException closed) when (_isClosed)
            {
                throw new GenServiceException(GenErrorCode.LedgerFailed, "The ledger was closed.", closed);
            }
        }
    }
}
