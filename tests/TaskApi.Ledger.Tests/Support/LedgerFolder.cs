using System;
using System.IO;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>A folder for a ledger's file that is gone after the test.</summary>
internal sealed class LedgerFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("taskapi-ledger-").FullName;

    /// <summary>The ledger's file; it is not there yet, nor is its folder.</summary>
    public string File => Path.Combine(_path, "state", "ledger.db");

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
