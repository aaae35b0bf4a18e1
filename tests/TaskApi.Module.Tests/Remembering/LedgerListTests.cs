using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.Data.Sqlite;
using TaskApi.Module.Tests.Completing;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Finding again what was paid for, in another process as it were.</summary>
public sealed class LedgerListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_session_lists_what_earlier_ones_submitted_and_saves_it()
    {
        using (ModuleHost first = Connect())
        {
            first.Run("@{ key = 'fox'; prompt = 'a fox' } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask");
        }

        using ModuleHost later = Connect();
        Assert.Equal(("fox", "Completed", "a fox"),
            later.Run("Get-GenTask -Last 1").Single is var task ? (task.Text("Key"), task.Text("Status"), task.Input("prompt")) : default);
    }

    [Fact]
    public void A_list_is_narrowed_by_all_that_is_asked_for()
    {
        using ModuleHost host = Connect();
        host.Run("@{ prompt = 'one' } | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch b | Wait-GenTask");
        host.Run("@{ prompt = 'two' } | New-GenTask openai/gpt-image-1.5 -Batch b");
        host.Run("@{ prompt = 'three' } | New-GenTask openai/gpt-image-1.5");

        AssertPrompts("one two three", "Get-GenTask");
        AssertPrompts("two three", "Get-GenTask -Last 2");
        AssertPrompts("one two", "Get-GenTask -Batch b");
        AssertPrompts("one", "Get-GenTask -Status Completed");
        AssertPrompts("two three", "Get-GenTask -Model gpt-image-1.5");
        AssertPrompts("one two three", $"Get-GenTask -Since {DateTime.UtcNow.AddHours(-1).ToString("o", CultureInfo.InvariantCulture)}");
        AssertPrompts("", $"Get-GenTask -Since {DateTime.UtcNow.AddHours(1).ToString("o", CultureInfo.InvariantCulture)}");

        void AssertPrompts(string expected, string command) =>
            Assert.Equal(expected, string.Join(' ', host.Run(command).Clean.Select(task => task.Input("prompt"))));
    }

    [Fact]
    public void Without_a_ledger_the_session_itself_lists_what_it_knows()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Ledger None");
        host.Run("'one', 'two' | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Equal(["one", "two"], host.Run("Get-GenTask").Clean.Select(task => $"{task.Input("prompt")}"));
        Assert.Equal("two", host.Run("Get-GenTask -Last 1").Single.Input("prompt"));
    }

    [Fact]
    public void A_task_known_by_its_id_alone_keeps_what_the_ledger_knows()
    {
        string id;
        using (ModuleHost first = Connect())
        {
            id = first.Run("@{ key = 'fox'; prompt = 'a fox' } | New-GenTask google/nano-banana -AspectRatio 1:1").Single.Text("Id");
        }

        using ModuleHost later = Connect();
        // The emulator is a new one, so the service does not know the id; the error's task is what the ledger knows.
        RunResult run = later.Run($"Wait-GenTask {id} -Timeout 0");

        Assert.Equal("fox", (run.Error.TargetObject as System.Management.Automation.PSObject
            ?? System.Management.Automation.PSObject.AsPSObject(run.Error.TargetObject)).Text("Key"));
    }

    [Theory]
    [InlineData("this is no ledger, but long enough to be read as one ....................................................................................")]
    public void A_damaged_ledger_is_told_when_one_connects(string text)
    {
        string path = _folder.Write("ledger.db", string.Concat(Enumerable.Repeat(text, 50)));
        using var host = new ModuleHost();

        RunResult run = host.Run($"Connect-GenService -Local -Ledger '{path}'");

        Assert.Equal("LedgerFailed", run.Error.Id());
        Assert.Contains(path, run.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_ledger_that_fails_in_the_middle_stops_the_sending_and_what_was_accepted_comes_out()
    {
        using ModuleHost host = Connect();
        host.Run("'before' | New-GenTask google/nano-banana -AspectRatio 1:1");
        host.Run("(Get-GenTask -Last 1) | Out-Null");
        string path = Path.Combine(_folder.Path, "ledger.db");
        SQLitePCL.Batteries_V2.Init();
        using var lockFile = new SqliteConnection($"Data Source={path};Pooling=False");
        lockFile.Open();
        using SqliteTransaction held = lockFile.BeginTransaction(deferred: false);

        RunResult run = host.Run("1..5 | ForEach-Object { \"after $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Empty(run.Output);
        Assert.Equal("LedgerFailed", run.Error.Id());
        Assert.Contains("5 of 5 requests were not sent", run.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_entries_are_forgotten_when_the_user_says_so_and_open_ones_only_with_Force()
    {
        using ModuleHost host = Connect();
        host.Run("'done' | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask");
        host.Run("'open' | New-GenTask google/nano-banana -AspectRatio 1:1");
        string before = DateTime.UtcNow.AddHours(1).ToString("o", CultureInfo.InvariantCulture);

        Assert.Empty(host.Run($"Clear-GenLedger {before} -WhatIf").Output);
        Assert.Equal(2, host.Run("Get-GenTask").Clean.Count);

        Assert.Contains("1 entry from before", Assert.Single(host.Run($"Clear-GenLedger {before} -Confirm:$false").Warnings), StringComparison.Ordinal);
        Assert.Equal("open", host.Run("Get-GenTask").Single.Input("prompt"));

        host.Run($"Clear-GenLedger {before} -Force -Confirm:$false");
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void Tab_completes_the_batches_that_were_worked_on_last()
    {
        using ModuleHost host = Connect();
        host.Run(
            "'x' | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch 'new films'; 'y' | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly");

        Assert.Equal(["nightly", "'new films'"], Completion.Texts(host, "Get-GenBatch n"));
        Assert.Equal(["nightly"], Completion.Texts(host, "New-GenTask -Batch ni"));
    }

    [Fact]
    public void Tab_completes_an_id_of_long_ago_by_its_beginning()
    {
        using ModuleHost host = Connect();
        host.Run("'x' | New-GenTask google/nano-banana -AspectRatio 1:1");
        Repeat(1000);

        Assert.Equal(["old0007"], Completion.Texts(host, "Wait-GenTask old0007"));
        Assert.Equal(10, Completion.Texts(host, "Wait-GenTask old001").Length);
        Assert.Equal("old1000", Completion.Texts(host, "Wait-GenTask old")[0]);
        Assert.Empty(Completion.Texts(host, "Wait-GenTask olds"));
    }

    [Fact]
    public void A_long_list_comes_out_whole_and_in_its_order_and_its_beginning_alone_when_no_more_is_wanted()
    {
        using ModuleHost host = Connect();
        host.Run("'x' | New-GenTask google/nano-banana -AspectRatio 1:1");
        Repeat(3000);

        RunResult all = host.Run("Get-GenTask");
        Assert.Equal(Enumerable.Range(1, 3000).Select(i => string.Create(CultureInfo.InvariantCulture, $"old{i:0000}")),
            all.Clean.Skip(1).Select(task => task.Text("Id")));
        Assert.Equal(3, host.Run("foreach ($once in 1) { $i = 0; Get-GenTask | ForEach-Object { $_; if (++$i -eq 3) { break } } }").Clean.Count);
    }

    [Fact]
    public void A_batch_is_summed_up_by_its_own_name_and_by_others_that_differ_in_case_alone_when_there_is_none()
    {
        using ModuleHost host = Connect();
        host.Run("'x' | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly; 'y' | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch Nightly");

        Assert.Equal("Nightly", host.Run("Get-GenBatch Nightly").Single.Text("Name"));
        Assert.Equal(["nightly", "Nightly"], host.Run("Get-GenBatch NIGHTLY").Clean.Select(batch => batch.Text("Name")));
        Assert.Equal(2, host.Run("Get-GenBatch n*").Clean.Count);
    }

    /// <summary>Makes later tasks of the only one, with ids of their own.</summary>
    private void Repeat(int times)
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "ledger.db")};Pooling=False");
        file.Open();
        using SqliteCommand command = file.CreateCommand();
        command.CommandText = """
            WITH RECURSIVE again(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM again WHERE i < @times)
            INSERT INTO entry (account, endpoint, attempt, model, input, owner, intended_at, state, task_id, kind, status, submitted_at)
            SELECT account, endpoint, attempt, model, input, owner, intended_at, state, printf('old%04d', i), kind, status, submitted_at
            FROM entry, again ORDER BY i
            """;
        command.Parameters.AddWithValue("@times", times);
        Assert.Equal(times, command.ExecuteNonQuery());
    }

    private ModuleHost Connect() => ModuleHost.Connected($"Connect-GenService -Local -Speed 200 -Seed 1 -Ledger '{_folder.Path}/ledger.db'");
}
