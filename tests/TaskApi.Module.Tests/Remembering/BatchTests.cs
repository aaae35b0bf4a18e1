using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>The same pipeline again, in another process as it were: nothing is paid for twice, nothing is missing.</summary>
public sealed class BatchTests : IDisposable
{
    private const string Rows = "@{ prompt = 'fox' }, @{ prompt = 'boat' }, @{ prompt = 'fox' }";
    private const string Submit = Rows + " | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly";

    private readonly TemporaryFolder _folder = new();
    private readonly List<ModuleHost> _hosts = [];

    public void Dispose()
    {
        _hosts.ForEach(host => host.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void A_finished_batch_run_again_returns_its_tasks_with_their_results_and_sends_nothing()
    {
        string[] first = Ids(Connect().Run($"{Submit} | Wait-GenTask").Clean);

        // The emulator of the second session is a new one: it knows no task, and would make new ones.
        IReadOnlyList<PSObject> again = Connect().Run($"{Submit} | Wait-GenTask").Clean;

        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(first.Order(StringComparer.Ordinal), Ids(again).Order(StringComparer.Ordinal));
        Assert.All(again, task => Assert.Equal(("Completed", "nightly", 1), (task.Text("Status"), task.Text("Batch"), task.List("Outputs").Count)));
    }

    [Fact]
    public void The_whole_chain_run_again_returns_the_same_files_untouched()
    {
        using ModuleHost host = Connect();
        string chain = $"{Submit} | Wait-GenTask | Save-GenOutput '{_folder.Path}/out'";
        string[] first = Paths(host.Run(chain).Clean);
        Array.ForEach(first, path => File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch));

        string[] again = Paths(host.Run(chain).Clean);

        Assert.Equal(3, first.Length);
        Assert.Equal(first.Order(StringComparer.Ordinal), again.Order(StringComparer.Ordinal));
        Assert.All(again, path => Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path)));
    }

    [Fact]
    public void A_file_that_is_gone_or_cut_is_fetched_again_and_only_that()
    {
        using ModuleHost host = Connect();
        string chain = $"{Submit} | Wait-GenTask | Save-GenOutput '{_folder.Path}/out'";
        string[] files = [.. Paths(host.Run(chain).Clean).Order(StringComparer.Ordinal)];
        Array.ForEach(files, path => File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch));
        File.Delete(files[0]);

        Assert.Equal(files, Paths(host.Run(chain).Clean).Order(StringComparer.Ordinal));

        Assert.True(File.GetLastWriteTimeUtc(files[0]) > DateTime.UnixEpoch);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(files[1]));
    }

    [Fact]
    public void Rows_that_are_added_are_sent_and_those_that_moved_are_not()
    {
        string[] first = Ids(Connect().Run(Submit).Clean);

        string[] again = Ids(Connect().Run("@{ prompt = 'new' }, @{ prompt = 'boat' }, @{ prompt = 'fox' }, @{ prompt = 'fox' } | New-GenTask " +
            "google/nano-banana -AspectRatio 1:1 -Batch nightly").Clean);

        Assert.Equal(4, again.Length);
        Assert.DoesNotContain(again[0], first);
        Assert.Equal(first.Order(StringComparer.Ordinal), again[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_edited_row_under_its_key_is_told_and_sent_only_with_Force()
    {
        const string Edited = "@{ key = 'a'; prompt = 'wolf' } | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly";
        using ModuleHost host = Connect();
        string first = Assert.Single(Ids(host.Run("@{ key = 'a'; prompt = 'fox' } | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly").Clean));

        RunResult told = host.Run(Edited);
        Assert.Equal(first, told.Single.Text("Id"));
        Assert.Contains("-Force", Assert.Single(told.Warnings), StringComparison.Ordinal);

        string forced = Assert.Single(Ids(host.Run(Edited + " -Force").Clean));
        Assert.NotEqual(first, forced);
        Assert.Equal(forced, Assert.Single(Ids(host.Run(Edited).Clean)));
    }

    [Fact]
    public void Failed_tasks_come_back_as_failed_and_are_tried_again_only_when_asked_for()
    {
        using ModuleHost failing = Connect("-FailureRate 1");
        string[] first = Ids(failing.Run($"{Submit} | Wait-GenTask -ErrorAction Ignore").Output);

        using ModuleHost host = Connect();
        Assert.Equal(first.Order(StringComparer.Ordinal), Ids(host.Run(Submit).Output).Order(StringComparer.Ordinal));
        IReadOnlyList<PSObject> retried = host.Run($"{Submit} -RetryFailed | Wait-GenTask").Clean;

        Assert.All(retried, task => Assert.Equal("Completed", task.Text("Status")));
        Assert.Empty(Ids(retried).Intersect(first));
        Assert.Equal(Ids(retried).Order(StringComparer.Ordinal), Ids(host.Run($"{Submit} -RetryFailed").Clean).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_an_empty_balance_kept_back_is_sent_by_the_next_run()
    {
        using ModuleHost poor = Connect("-Balance 0.03");
        RunResult run = poor.Run(Submit);
        Assert.Equal(("InsufficientBalance", 1), (run.Error.Id(), run.Output.Count));

        using ModuleHost rich = Connect();
        string[] all = Ids(rich.Run(Submit).Clean);

        Assert.Equal(3, all.Distinct().Count());
        Assert.Contains(run.Output[0].Text("Id"), all);
    }

    [Fact]
    public void A_rehearsal_sends_nothing_and_leaves_no_trace()
    {
        using ModuleHost host = Connect();

        Assert.Empty(host.Run($"{Submit} -WhatIf").Clean);

        Assert.Empty(host.Run("Get-GenBatch").Clean);
        Assert.Equal(3, host.Run(Submit).Clean.Count);
    }

    [Fact]
    public void A_rehearsal_of_the_rest_returns_what_is_there_and_sends_nothing()
    {
        using ModuleHost host = Connect();
        string first = Assert.Single(Ids(host.Run("@{ prompt = 'boat' } | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly").Clean));

        Assert.Equal(first, Assert.Single(Ids(host.Run($"{Submit} -WhatIf").Clean)));
        Assert.Equal("1", host.Run("Get-GenBatch nightly").Single.Text("Rows"));
    }

    [Fact]
    public void A_batch_is_summed_up()
    {
        using ModuleHost host = Connect();
        host.Run($"{Submit} | Wait-GenTask");

        PSObject batch = host.Run("Get-GenBatch night*").Single;

        Assert.Equal(("nightly", "3", "3", "0", "True"),
            (batch.Text("Name"), batch.Text("Rows"), batch.Text("Done"), batch.Text("Failed"), batch.Text("IsDone")));
        Assert.Equal(0.075m, batch.Get("Spent"));
        Assert.Equal("NotFound", host.Run("Get-GenBatch other").Error.Id());
    }

    [Theory]
    [InlineData("Get-GenTask")]
    [InlineData("Wait-GenTask")]
    [InlineData("Save-GenOutput .")]
    public void A_sum_where_tasks_are_meant_is_answered_with_the_line_that_lists_them(string command)
    {
        using ModuleHost host = Connect();
        host.Run(Submit);

        Assert.Contains("Get-GenTask -Batch 'nightly'", Messages.Of(host.Run($"Get-GenBatch | {command}").Error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Uncertain Resend")]
    [InlineData("-RetryFailed")]
    public void What_only_a_batch_can_mean_needs_a_batch(string argument)
    {
        using ModuleHost host = Connect();

        RunResult run = host.Run($"'fox' | New-GenTask google/nano-banana -AspectRatio 1:1 {argument}");

        Assert.Empty(run.Output);
        Assert.Contains("-Batch", run.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_without_a_ledger_is_refused_before_anything_is_sent()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Ledger None");

        RunResult run = host.Run(Submit);

        Assert.Equal(("LedgerFailed", 0), (run.Error.Id(), run.Output.Count));
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void Rows_of_a_file_that_were_accepted_before_are_told_once_before_they_are_paid_for_again()
    {
        string file = _folder.Write("prompts.csv", "model,prompt,aspect_ratio\ngoogle/nano-banana,fox,1:1\ngoogle/nano-banana,boat,1:1\n");
        string line = $"Import-GenRequest '{file}' | New-GenTask";
        using ModuleHost host = Connect();
        Assert.Empty(host.Run(line).Warnings);

        RunResult again = host.Run(line);
        string warning = Assert.Single(again.Warnings);
        Assert.Contains("prompts.csv", warning, StringComparison.Ordinal);
        Assert.Contains("2 ", warning, StringComparison.Ordinal);
        Assert.Contains("-Batch", warning, StringComparison.Ordinal);
        Assert.Equal(2, again.Output.Count);

        RunResult stopped = host.Run($"{line} -WarningAction Stop");
        Assert.Empty(stopped.Output);
        Assert.Equal(4, host.Run("Get-GenTask").Clean.Count);
    }

    [Fact]
    public void A_file_submitted_again_under_a_batch_is_not_told()
    {
        string file = _folder.Write("prompts.csv", "model,prompt,aspect_ratio\ngoogle/nano-banana,fox,1:1\n");
        using ModuleHost host = Connect();
        host.Run($"Import-GenRequest '{file}' | New-GenTask -Batch b");

        RunResult again = host.Run($"Import-GenRequest '{file}' | New-GenTask -Batch b");

        Assert.Empty(again.Warnings);
        Assert.Single(again.Output);
    }

    private ModuleHost Connect(string options = "")
    {
        ModuleHost host = ModuleHost.Connected($"Connect-GenService -Local -Speed 200 -Seed {_hosts.Count + 1} -Ledger '{_folder.Path}/ledger.db' {options}");
        _hosts.Add(host);
        return host;
    }

    private static string[] Ids(IEnumerable<PSObject> tasks) => [.. tasks.Select(task => task.Text("Id"))];

    private static string[] Paths(IEnumerable<PSObject> files) => [.. files.Select(file => file.Text("Path"))];
}
