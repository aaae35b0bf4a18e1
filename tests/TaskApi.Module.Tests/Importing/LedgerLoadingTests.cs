using System;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Importing;

/// <summary>The databases' libraries, which cost nothing before a ledger is opened. In a process of its own, because libraries stay loaded.</summary>
public sealed class LedgerLoadingTests
{
    private const string Names =
        "[System.AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -match 'SQLite|Npgsql|TaskApi.Ledger' }";

    [Fact]
    public async Task Import_and_Tab_load_no_database_and_the_first_ledger_does()
    {
        using var folder = new TemporaryFolder();
        string script = folder.Write("loading.ps1", $$"""
            Import-Module '{{Repository.Manifest}}'
            foreach ($line in 'Get-GenBatch ', 'New-GenTask -Batch n', 'Wait-GenTask t', 'Get-GenTask -Status ') {
                $null = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
            }
            "before: $({{Names}})"
            $null = Connect-GenService -Local
            "found: $(@(Get-GenTask).Count)"
            "after: $(@({{Names}}).Count -gt 0)"
            """);

        ShellRun run = await ShellRun.Start(script);

        Assert.Equal("", run.Error);
        Assert.Equal(["before: ", "found: 0", "after: True"], run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
