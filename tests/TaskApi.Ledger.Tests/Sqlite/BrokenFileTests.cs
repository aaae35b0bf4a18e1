using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>A file that cannot be used is an error that says so, before anything is sent.</summary>
public sealed class BrokenFileTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_the_owner_may_read_what_is_made()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows gives a user's folder such rights by itself.");
        using SqliteLedger ledger = SqliteLedger.Open(_folder.File);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(Path.GetDirectoryName(_folder.File)!));
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(_folder.File)!),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
    }

    [Fact]
    public void A_newer_form_is_refused_and_left_as_it_is()
    {
        SqliteLedger.Open(_folder.File).Dispose();
        Execute("PRAGMA user_version = 99");

        GenServiceException failure = Refused();

        Assert.Contains("newer TaskApi", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", failure.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Execute("PRAGMA user_version"));
    }

    [Fact]
    public void A_file_that_is_no_ledger_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        File.WriteAllText(_folder.File, string.Concat(Enumerable.Repeat("This is a letter to my mother. ", 500)));

        GenServiceException failure = Refused();

        Assert.Contains("damaged, or no ledger", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("This is a letter", File.ReadAllText(_folder.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_file_is_refused_before_anything_is_written()
    {
        using (SqliteLedger ledger = SqliteLedger.Open(_folder.File))
        {
            await FillAsync(ledger);
        }

        using (FileStream file = File.OpenWrite(_folder.File))
        {
            file.SetLength(file.Length / 2);
        }

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(async () =>
        {
            using SqliteLedger ledger = SqliteLedger.Open(_folder.File);
            await ledger.IntendAsync(Entry());
        });
        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input = '{\"prompt\"='")]
    [InlineData("outputs = 'x', task_id = 'abc'")]
    public async Task An_entry_that_is_not_what_was_written_is_told_as_damage(string change)
    {
        using SqliteLedger ledger = SqliteLedger.Open(_folder.File);
        await ledger.IntendAsync(Entry());
        Execute("UPDATE entry SET " + change);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => ledger.ListAsync(new LedgerQuery { Account = "a" }));

        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_with_its_path()
    {
        string inTheWay = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(_folder.File))!, "file");
        File.WriteAllText(inTheWay, "");

        GenServiceException failure = Assert.Throws<GenServiceException>(() => SqliteLedger.Open(Path.Combine(inTheWay, "ledger.db")));

        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains(inTheWay, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_written_before_stays()
    {
        using SqliteLedger ledger = SqliteLedger.Open(_folder.File);
        await FillAsync(ledger);
        ledger.LimitSize(pages: 60);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(async () =>
        {
            for (int i = 0; i < 2000; i++)
            {
                await ledger.IntendAsync(Entry());
            }
        });

        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains("disk is full", failure.Message, StringComparison.Ordinal);
        Assert.True((await ledger.ListAsync(new LedgerQuery { Account = "a" })).Count >= 50);
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private GenServiceException Refused()
    {
        GenServiceException failure = Assert.Throws<GenServiceException>(() => SqliteLedger.Open(_folder.File).Dispose());
        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains(_folder.File, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static async Task FillAsync(SqliteLedger ledger)
    {
        for (int i = 0; i < 50; i++)
        {
            await ledger.IntendAsync(Entry());
        }
    }

    private static LedgerEntry Entry() => new() { Account = "a", Endpoint = "https://api.example.org/", Owner = "m/1/1/a",
        Request = new GenRequest { Model = "m/x", Input = { ["prompt"] = new string('x', 1000) } } };
}
