using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Postgres;

/// <summary>A server that cannot be used is an error that says so, before anything is sent; and no error says the password.</summary>
public sealed class BrokenServerTests : IAsyncLifetime
{
    private const string Secret = "hunter2-Battery";
    private PostgresDatabase? _database;

    private PostgresDatabase Database => _database!;

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ten_workers_that_begin_at_once_find_one_ledger()
    {
        PostgresLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => PostgresLedger.Open(Database.ConnectionString))));

        try
        {
            LedgerIntent[] intents = await Task.WhenAll(ledgers.Select(ledger => ledger.IntendAsync(Entry() with { Batch = "b", RequestKey = "1" })));
            Assert.Single(intents, intent => intent.MayBeSent);
            Assert.Equal(1L, await Database.ExecuteAsync("SELECT count(*) FROM taskapi.form"));
        }
        finally
        {
            Array.ForEach(ledgers, ledger => ledger.Dispose());
        }
    }

    [Fact]
    public void Its_place_is_host_port_and_database_alone()
    {
        using PostgresLedger ledger = PostgresLedger.Open(Database.ConnectionString);
        var address = new NpgsqlConnectionStringBuilder(Database.ConnectionString);

        Assert.Equal($"postgresql://{address.Host}:{address.Port}/{address.Database}", ledger.Place);
    }

    [Fact]
    public void A_password_can_be_given_beside_the_connection_string()
    {
        var address = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        (string? user, string? password) = (address.Username, address.Password);
        address.Username = address.Password = null;

        using PostgresLedger ledger = PostgresLedger.Open(address.ConnectionString, user, password);

        Assert.DoesNotContain(password!, ledger.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void No_server_is_told_at_once() =>
        Refused("no server can be reached", $"Host=127.0.0.1;Port=1;Database=x;Username=me;Password={Secret}");

    [Fact]
    public void A_wrong_password_is_told_and_not_shown() =>
        Refused("refuses the password of the user 'postgres'", Database.ConnectionStringFor("postgres", Secret));

    [Fact]
    public void A_database_that_is_not_there_is_told() =>
        Refused("no such database", new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = "nowhere" }.ConnectionString);

    [Theory]
    [InlineData($"Host=db.example.org;Password=my;{Secret};Database=x")]
    [InlineData($"Host=db.example.org;Port={Secret}")]
    [InlineData($"Host=db.example.org;{Secret}=x")]
    [InlineData($"Host=db.example.org;SSL Mode={Secret}")]
    [InlineData($"Database=x;Password={Secret}")]
    public void A_connection_string_that_cannot_be_read_is_not_repeated(string connectionString) =>
        Refused("connection string cannot be read", connectionString);

    [Fact]
    public async Task A_user_without_rights_is_told_which()
    {
        string user = "poor_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await Database.ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD '{Secret}'");
        try
        {
            Refused("lacks rights there", Database.ConnectionStringFor(user, Secret));

            PostgresLedger.Open(Database.ConnectionString).Dispose();
            Refused("lacks rights there", Database.ConnectionStringFor(user, Secret));

            // Whoever may use what an administrator has made, needs no right to make anything.
            await Database.ExecuteAsync(
                $"GRANT USAGE ON SCHEMA taskapi TO {user}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA taskapi TO {user}");
            using PostgresLedger ledger = PostgresLedger.Open(Database.ConnectionStringFor(user, Secret));
            Assert.True((await ledger.IntendAsync(Entry())).MayBeSent);
        }
        finally
        {
            await Database.ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task A_database_that_is_read_only_is_told()
    {
        await Database.ExecuteAsync($"ALTER DATABASE {Database.Name} SET default_transaction_read_only = on");

        Refused("read-only", Database.ConnectionString);
    }

    [Fact]
    public async Task A_newer_form_is_refused_and_left_as_it_is()
    {
        PostgresLedger.Open(Database.ConnectionString).Dispose();
        await Database.ExecuteAsync("UPDATE taskapi.form SET version = 99");

        Refused("newer TaskApi", Database.ConnectionString);

        Assert.Equal(99, await Database.ExecuteAsync("SELECT version FROM taskapi.form"));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_written_before_stays()
    {
        using PostgresLedger ledger = PostgresLedger.Open(Database.ConnectionString);
        await ledger.IntendAsync(Entry());
        await BeforeEachEntryAsync("RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'");

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => ledger.IntendAsync(Entry()));

        AssertTold(failure, "disk is full");
        Assert.Single(await ledger.ListAsync(new LedgerQuery { Account = "a" }));
    }

    [Fact]
    public async Task A_write_is_on_the_disk_whatever_the_server_does_otherwise()
    {
        await Database.ExecuteAsync($"ALTER DATABASE {Database.Name} SET synchronous_commit = off");
        using PostgresLedger ledger = PostgresLedger.Open(Database.ConnectionString);
        await BeforeEachEntryAsync("NEW.problem = current_setting('synchronous_commit')");

        await ledger.IntendAsync(Entry());

        Assert.Equal("on", Assert.Single(await ledger.ListAsync(new LedgerQuery { Account = "a" })).Problem);
    }

    [Fact]
    public async Task A_task_is_not_lost_because_of_characters_that_the_server_does_not_have()
    {
        using PostgresLedger ledger = PostgresLedger.Open(Database.ConnectionString);
        LedgerEntry entry = (await ledger.IntendAsync(Entry())).Entry;

        await ledger.SettleAsync(
            entry with { State = LedgerState.Accepted, Task = new GenTask { Id = "abc", Model = "m/x", Error = "a\0b\ud83dc\ud83e\udd8a\udc00" } });

        Assert.Equal("a\ufffdb\ufffdc\ud83e\udd8a\ufffd", (await ledger.FindTaskAsync("a", "abc"))!.Task!.Error);
    }

    private static void Refused(string reason, string connectionString) =>
        AssertTold(Assert.Throws<GenServiceException>(() => PostgresLedger.Open(connectionString).Dispose()), reason);

    private static void AssertTold(GenServiceException failure, string reason)
    {
        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);

        // With all that is inside it, because somebody may log that.
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
    }

    private static LedgerEntry Entry() => new() { Account = "a", Endpoint = "https://api.example.org/", Owner = "m/1/1/a",
        Request = new GenRequest { Model = "m/x", Input = { ["prompt"] = "x" } } };

    private Task<object?> BeforeEachEntryAsync(string statement) => Database.ExecuteAsync(
        $"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NEW; END $$; CREATE TRIGGER meddle BEFORE INSERT ON " +
        "taskapi.entry FOR EACH ROW EXECUTE FUNCTION meddle()");
}
