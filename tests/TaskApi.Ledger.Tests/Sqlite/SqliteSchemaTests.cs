using System.IO;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>A file that an older version wrote.</summary>
public sealed class SqliteSchemaTests
{
    [Fact]
    public async Task An_older_file_keeps_its_entries_and_knows_what_its_batches_have_spent()
    {
        using var folder = new LedgerFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File)!);
        using (var older = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.File, Pooling = false }.ToString()))
        {
            older.Open();
            SqliteSchema.Prepare(older, folder.File, version: 1);
            using SqliteCommand command = older.CreateCommand();
            command.CommandText = OlderLedger.Insert("entry");
            command.ExecuteNonQuery();
        }

        using SqliteLedger ledger = SqliteLedger.Open(folder.File);

        await OlderLedger.AssertAsync(ledger);
    }
}
