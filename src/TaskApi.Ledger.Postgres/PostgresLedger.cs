using System;
using System.Data;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>The ledger in a PostgreSQL database, for workers on many machines. Its clock is the server's.</summary>
public sealed class PostgresLedger : SqlLedger
{
    /// <summary>The moment by the server's clock, as the tables keep it.</summary>
    internal const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    // A write is on the disk when it is answered, whatever the server's usual way; and a claim whose machine has fallen silent is let go.
    private const string Durably = "SET LOCAL synchronous_commit = on; SET LOCAL idle_in_transaction_session_timeout = '20s'";

    private static readonly SqlDialect Dialect = new(Prefix: "taskapi.", Now, HasTokens: true, ByteOrder: " COLLATE \"C\"");

    private readonly NpgsqlDataSource _source;
    private readonly PostgresPatience _patience;
    private readonly PostgresPresence _presence;
    private bool _isClosed;

    private PostgresLedger(NpgsqlConnectionStringBuilder address, TimeSpan patience)
        : base(PostgresAddress.PlaceOf(address), Dialect)
    {
        _source = NpgsqlDataSource.Create(address);
        _patience = new PostgresPatience(_source, Place, address.Username, patience);
        _presence = new PostgresPresence(address);
    }

    /// <summary>Opens a ledger; its tables are made if they are not there.</summary>
    /// <param name="connectionString">Where it is, for example <c>Host=db.example.org;Database=genai;Username=me</c>.</param>
    /// <param name="user">Who logs in; null for what the string or the environment (<c>PGUSER</c>) says.</param>
    /// <param name="password">The password; null for the string's, or the environment's (<c>PGPASSWORD</c>, <c>PGPASSFILE</c>).</param>
    /// <exception cref="GenServiceException">The server or the database cannot be used. Nothing was sent.</exception>
    public static PostgresLedger Open(string connectionString, string? user = null, string? password = null) =>
        OpenAsync(connectionString, user, password, PostgresPatience.Usual).GetAwaiter().GetResult();

    /// <summary>Opens a ledger.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="user">Who logs in.</param>
    /// <param name="password">The password.</param>
    /// <param name="patience">So long a lost server is waited for.</param>
    internal static async Task<PostgresLedger> OpenAsync(string connectionString, string? user, string? password, TimeSpan patience)
    {
        var ledger = new PostgresLedger(PostgresAddress.Read(connectionString, user, password), patience);
        try
        {
            await ledger._patience.PersistAsync(() => ledger.PrepareAsync()).ConfigureAwait(false);
            return ledger;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Writes a request down, once it is known that its worker will be seen to live.</summary>
    public override async Task<LedgerIntent> IntendAsync(LedgerEntry entry, decimal? budget = null)
    {
        await _patience.PersistAsync(() => _presence.JoinAsync(entry.Owner)).ConfigureAwait(false);
        return await base.IntendAsync(entry, budget).ConfigureAwait(false);
    }

    /// <summary>True when its worker was not seen for a minute, or was one of this machine's that is no more.</summary>
    public override async Task<bool> IsGoneAsync(LedgerEntry underWay)
    {
        string owner = underWay.Owner;
        if (_presence.Has(owner))
        {
            return LedgerWorker.IsGone(owner);
        }

        return await ReadAsync(session => PostgresPresence.IsGoneAsync(session, owner)).ConfigureAwait(false);
    }

    /// <summary>Lets the others see now that the workers here live.</summary>
    internal Task BeatAsync() => _presence.BeatOnceAsync();

    /// <summary>Closes the connections when what is under way has ended, which a server that is lost must not delay for long.</summary>
    protected override void Dispose(bool disposing)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _patience.Dispose();
        _presence.Dispose();
        _source.Dispose();
    }

    private protected override Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write) => _patience.PersistAsync(() => CommitAsync(write));

    private protected override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read) => _patience.PersistAsync(async () =>
    {
        NpgsqlConnection connection = await _patience.ConnectAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await read(new PostgresSession(connection)).ConfigureAwait(false);
        }
    });

    private async Task<T> CommitAsync<T>(Func<SqlSession, Task<T>> write)
    {
        NpgsqlConnection connection = await _patience.ConnectAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var session = new PostgresSession(connection);
                await session.ChangeAsync(Durably).ConfigureAwait(false);
                T result = await write(session).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                return result;
            }
        }
    }

    private async Task<bool> PrepareAsync()
    {
        NpgsqlConnection connection = await _patience.ConnectAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await PostgresSchema.PrepareAsync(connection, Place).ConfigureAwait(false);
            return true;
        }
    }
}
