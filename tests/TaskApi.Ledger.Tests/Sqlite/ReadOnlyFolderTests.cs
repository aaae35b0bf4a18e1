using System;
using System.IO;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>A folder or a file that the user may only read is told before anything is sent.</summary>
public sealed class ReadOnlyFolderTests : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly LedgerFolder _folder = new();

    public ReadOnlyFolderTests() => Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Rights are other things on Windows.");

    private string Folder => Path.GetDirectoryName(_folder.File)!;

    public void Dispose()
    {
        Let(Folder, Readable | Enterable | Writable);
        _folder.Dispose();
    }

    [Fact]
    public void No_ledger_can_be_made_there()
    {
        Directory.CreateDirectory(Folder);
        LetReadFolder();

        AssertTold("cannot be made");
        Assert.False(File.Exists(_folder.File));
    }

    [Theory]
    [InlineData(Readable)]
    [InlineData(Readable | Writable)]
    public void A_ledger_there_cannot_be_used_whether_its_file_may_be_written_or_not(UnixFileMode file)
    {
        Make();
        Let(_folder.File, file);
        LetReadFolder();

        AssertTold("cannot be used");
    }

    [Fact]
    public void A_file_that_may_only_be_read_is_no_ledger_though_its_folder_may_be_written()
    {
        Make();
        Let(_folder.File, Readable);
        LetEnter();
        Let(Folder, Readable | Enterable | Writable);

        AssertTold("cannot be used");
    }

    private void Make()
    {
        using SqliteLedger ledger = SqliteLedger.Open(_folder.File);
        ledger.IntendAsync(Entry()).GetAwaiter().GetResult();
    }

    private void LetReadFolder()
    {
        LetEnter();
        Let(Folder, Readable | Enterable);
    }

    private void LetEnter() => Let(Path.GetDirectoryName(Folder)!, Readable | Enterable | UnixFileMode.UserWrite);

    private static void Let(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    // A ledger that opens and then cannot write the intent is told in time too: the request does not leave.
    private void AssertTold(string words)
    {
        // What a first use loads must be loaded by somebody who may read it.
        using (SqliteLedger warm = SqliteLedger.InMemory())
        {
            warm.IntendAsync(Entry()).GetAwaiter().GetResult();
        }

        GenServiceException failure = Assert.Throws<GenServiceException>(() => OtherUser.Run(() =>
        {
            using SqliteLedger ledger = SqliteLedger.Open(_folder.File);
            ledger.IntendAsync(Entry()).GetAwaiter().GetResult();
        }));

        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File, failure.Message, StringComparison.Ordinal);
    }

    private static LedgerEntry Entry() => new() { Account = "a", Endpoint = "https://api.example.org/", Owner = "m/1/1/a",
        Request = new GenRequest { Model = "m/x", Input = { ["prompt"] = "x" } } };
}
