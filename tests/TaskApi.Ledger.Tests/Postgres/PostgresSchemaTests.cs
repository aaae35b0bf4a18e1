using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Postgres;

/// <summary>A database whose tables an older version made.</summary>
public sealed class PostgresSchemaTests
{
    [Fact]
    public async Task An_older_database_keeps_its_entries_and_knows_what_its_batches_have_spent()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        await using (var older = new NpgsqlConnection(database.ConnectionString))
        {
            await older.OpenAsync(TestContext.Current.CancellationToken);
            await PostgresSchema.PrepareAsync(older, "here", version: 1);
        }

        await database.ExecuteAsync(OlderLedger.Insert("taskapi.entry", ", intent_token", ", gen_random_uuid()"));

        using PostgresLedger ledger = PostgresLedger.Open(database.ConnectionString);

        await OlderLedger.AssertAsync(ledger);
    }
}
