using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Stopping;

/// <summary>$ErrorActionPreference = 'Stop', as runbooks have it: the first error ends the pipeline, but nothing that was begun is thrown away.</summary>
public sealed class ErrorStopTests : IDisposable
{
    private const string Submit = "New-GenTask google/nano-banana -AspectRatio 1:1";

    private static readonly TimeSpan LongerThanAStop = TimeSpan.FromMilliseconds(800);

    // Long enough for a pipeline that does not wait to have ended; nothing depends on it when it waits.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder _folder = new();
    private readonly StagedService _service = new();
    private readonly ModuleHost _host;

    public ErrorStopTests()
    {
        _host = _service.Connect();
        _host.Set("folder", _folder.Path);
        _host.Run("$ErrorActionPreference = 'Stop'");
    }

    public void Dispose()
    {
        _host.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_task_that_fails_ends_the_pipeline_when_the_file_under_way_is_whole()
    {
        _service.Hold("file fox 1");
        _service.Hold("poll fox 2");
        _service.Fail("fox 2");
        _service.Run("fox 3");
        _service.Run("fox 4");
        using Background busy = Background.AtOnce(_host, Caught($"{Foxes(4)} | {Submit} | Wait-GenTask | Save-GenOutput $folder"));
        Assert.True(_service.Sees("file fox 1"));
        Assert.True(_service.Sees("poll fox 4"));

        _service.Release("poll fox 2");
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        _service.Release("file fox 1");
        ErrorRecord error = Caught(busy.End());

        Assert.Equal("TaskFailed,TaskApi.Commands.WaitGenTaskCommand", error.FullyQualifiedErrorId);
        Assert.Equal(["nano-banana_task-fox-1"], _folder.Stems);
        error.Says("task-fox-2", "no such animal", "2 tasks", "task-fox-3", "task-fox-4", "Wait-GenTask task-fox-3, task-fox-4 | Save-GenOutput");
        Assert.DoesNotContain("task-fox-1", Messages.Of(error), StringComparison.Ordinal);
        Assert.Equal(["task-fox-3", "task-fox-4"], ToFetch(error));
    }

    [Fact]
    public void What_the_error_names_can_be_fetched()
    {
        _service.Hold("poll fox 1");
        _service.Fail("fox 1");
        _service.Run("fox 2");
        _service.Run("fox 3");
        using Background busy = Background.AtOnce(_host, Caught($"{Foxes(3)} | {Submit} | Wait-GenTask | Save-GenOutput $folder"));
        Assert.True(_service.Sees("poll fox 3"));
        _service.Release("poll fox 1");
        ErrorRecord error = Caught(busy.End());
        Assert.Equal(["task-fox-2", "task-fox-3"], ToFetch(error));
        _service.Complete("fox 2");
        _service.Complete("fox 3");

        RunResult run = _host.Run("$caught.Exception.ToFetch | Wait-GenTask | Save-GenOutput $folder");

        Assert.Equal(["task-fox-2", "task-fox-3"], run.Clean.Texts("TaskId").Order());
    }

    [Fact]
    public async Task A_file_that_cannot_be_saved_lets_those_under_way_come_out_first()
    {
        _service.Hold("file fox 1");
        _service.Hold("file fox 3");
        _service.Answer("file fox 1", 404, "gone");
        _host.Run($"$tasks = {Foxes(3)} | {Submit} | Wait-GenTask");
        using Background busy = Background.AtOnce(_host, Caught("$tasks | Save-GenOutput $folder"));
        Assert.True(_service.Sees("file fox 1"));
        Assert.True(_service.Sees("file fox 3"));

        _service.Release("file fox 1");
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        _service.Release("file fox 3");
        RunResult run = busy.End();

        Assert.Equal(["task-fox-2", "task-fox-3"], run.Clean.Where(item => item.BaseObject is not ErrorRecord).Texts("TaskId").Order());
        ErrorRecord error = Caught(run);
        Assert.Equal("DownloadFailed", error.Id());
        Assert.Equal(["task-fox-1"], ToFetch(error));
        Assert.Equal(2, _folder.Files.Length);
    }

    [Fact]
    public async Task A_submission_that_fails_lets_those_under_way_come_home_and_names_what_was_accepted()
    {
        foreach (string prompt in (string[])["fox 1", "fox 2", "fox 3", "fox 4"])
        {
            _service.Hold("create " + prompt);
        }

        _service.Answer("create fox 2", 422, """{"code":422,"success":false,"data":{"message":"no foxes","code":"validation_error"}}""");
        _service.Answer("create fox 4", 500, "{}");
        using Background busy = Background.AtOnce(_host, Caught($"{Foxes(30)} | {Submit} -ThrottleLimit 4"));
        Assert.True(_service.Sees("create fox 4"));

        _service.Release("create fox 2");
        _service.Release("create fox 1");
        // The first one's end makes room for one more, before it is the second one's turn to come out.
        Assert.True(_service.Sees("create fox 5"));
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        _service.Release("create fox 3");
        _service.Release("create fox 4");
        RunResult run = busy.End();

        ErrorRecord error = Caught(run);
        string[] accepted = [.. run.Clean.Where(item => item.BaseObject is not ErrorRecord).Texts("Id")];
        Assert.Equal("RequestRefused", error.Id());
        Assert.Equal(["task-fox-1", "task-fox-3", "task-fox-5"], accepted);
        Assert.Equal(5, _service.Seen("create").Length);
        Assert.Equal(accepted, ToFetch(error).Order());

        // The other failure under way may have been paid for; only one error can end a pipeline.
        error.Says("no foxes", "fox 4", "may have been charged");
        Assert.Equal(accepted, _host.Run("Get-GenTask").Clean.Texts("Id").Order());
    }

    [Fact]
    public async Task A_row_that_breaks_a_rule_does_not_throw_away_what_was_sent_before_it()
    {
        _service.Hold("create fox 1");
        using Background busy = Background.AtOnce(_host, Caught($"@{{ prompt = 'fox 1' }}, @{{ prompt = 'fox 2'; aspect_ratio = 'round' }}, @{{ prompt = " +
            $"'fox 3' }} | ForEach-Object {{ $_.aspect_ratio = if ($_.aspect_ratio) {{ 'round' }} else {{ '1:1' }}; $_ }} | New-GenTask google/nano-banana"));
        Assert.True(_service.Sees("create fox 1"));
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        _service.Release("create fox 1");
        RunResult run = busy.End();

        ErrorRecord error = Caught(run);
        Assert.Equal("InvalidRequest", error.Id());
        Assert.Equal("task-fox-1", run.Output[0].Text("Id"));
        Assert.Equal(["task-fox-1"], ToFetch(error));
        Assert.Equal(["fox 1"], _service.Seen("create"));
    }

    [Theory]
    [InlineData("Wait-GenTask | ForEach-Object { if ($_.Id -eq 'task-fox-2') { throw 'enough' }; $_ } | Save-GenOutput $folder")]
    [InlineData("Wait-GenTask | ForEach-Object { if ($_.Id -eq 'task-fox-2') { Get-GenTask '..' }; $_ } | Save-GenOutput $folder")]
    public async Task An_error_of_another_command_leaves_the_file_under_way_whole(string rest)
    {
        _service.Hold("file fox 1");
        _service.Hold("poll fox 2");
        using Background busy = Background.AtOnce(_host, Caught($"{Foxes(2)} | {Submit} | {rest}"));
        Assert.True(_service.Sees("file fox 1"));
        Assert.True(_service.Sees("poll fox 2"));

        _service.Release("poll fox 2");
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        _service.Release("file fox 1");
        Caught(busy.End());

        Assert.Equal(["nano-banana_task-fox-1"], _folder.Stems);
        Assert.Equal(["task-fox-1", "task-fox-2"], _host.Run("Get-GenTask").Clean.Texts("Id").Order());
    }

    [Theory]
    [InlineData("ForEach-Object { throw 'enough' }")]
    [InlineData("Select-First 1")]
    public async Task A_request_under_way_comes_home_when_another_command_ends_the_pipeline(string rest)
    {
        _service.Hold("create fox 1");
        _service.Hold("create fox 2");
        using Background busy = Background.AtOnce(_host, Caught($"{Foxes(2)} | {Submit} | {rest}"));
        Assert.True(_service.Sees("create fox 2"));
        _service.Release("create fox 1");

        // A little longer than a stop would give it. That nothing is given up meanwhile, no event tells.
        await Task.Delay(LongerThanAStop, TestContext.Current.CancellationToken);
        _service.Release("create fox 2");
        busy.End();

        Assert.Equal(["task-fox-1", "task-fox-2"], _host.Run("Get-GenTask").Clean.Texts("Id").Order());
    }

    [Fact]
    public void A_file_that_never_comes_holds_the_error_up_only_so_long_and_leaves_nothing()
    {
        using ModuleHost host = _service.Connect(patience: TimeSpan.FromSeconds(2));
        host.Set("folder", _folder.Path);
        host.Run("$ErrorActionPreference = 'Stop'");
        _service.Hold("file fox 1");
        _service.Hold("poll fox 2");
        _service.Fail("fox 2");
        using Background busy = Background.AtOnce(host, Caught($"{Foxes(2)} | {Submit} | Wait-GenTask | Save-GenOutput $folder"));
        Assert.True(_service.Sees("file fox 1"));

        _service.Release("poll fox 2");
        ErrorRecord error = Caught(busy.End());

        Assert.Equal("TaskFailed", error.Id());
        Assert.Equal(["task-fox-1"], ToFetch(error));
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_stop_ends_the_finishing_too()
    {
        _service.Hold("create fox 1");
        _service.Hold("create fox 2");
        _service.Answer("create fox 1", 422, "{}");
        using Background busy = Background.AtOnce(_host, $"{Foxes(2)} | {Submit}");
        Assert.True(_service.Sees("create fox 2"));
        _service.Release("create fox 1");
        await Task.Delay(Moment, TestContext.Current.CancellationToken);

        Assert.Equal(PSInvocationState.Stopped, busy.Stop().State);
    }

    [Fact]
    public void A_mistake_in_a_file_names_the_tasks_that_were_accepted_before_it()
    {
        _host.GoTo(_folder.Path);
        _folder.Write("good.jsonl", "{\"prompt\":\"fox 1\",\"aspect_ratio\":\"1:1\"}");
        _folder.Write("bad.jsonl", "\n{\"prompt\":\n");
        _service.Run("fox 1");

        ErrorRecord error = Caught(_host.Run(Caught("'good.jsonl', 'bad.jsonl' | ForEach-Object { while ($_ -like 'bad*' -and -not (Get-GenTask)) { }; $_ } " +
            "| Import-GenRequest | New-GenTask google/nano-banana | Wait-GenTask")));

        Assert.Equal("FileNotReadable", error.Id());
        error.Says("bad.jsonl, line 2", "1 task is paid for and still to fetch", "Wait-GenTask task-fox-1");
        Assert.DoesNotContain("the others go on", Messages.Of(error), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_stop_nothing_ends_and_nothing_is_added_to_the_message()
    {
        _service.Fail("fox 1");

        RunResult run = _host.Run($"$ErrorActionPreference = 'Continue'; {Foxes(3)} | {Submit} | Wait-GenTask | Save-GenOutput $folder");

        Assert.Equal(2, run.Output.Count);
        Assert.DoesNotContain("to fetch", Messages.Of(run.Error), StringComparison.Ordinal);
        Assert.Empty(ToFetch(run.Error));
    }

    private static string Foxes(int count) => $"1..{count} | ForEach-Object {{ \"fox $_\" }}";

    /// <summary>A script that brings the error it ends with as its last output.</summary>
    private static string Caught(string script) => $"$caught = $null; try {{ {script} }} catch {{ $caught = $_ }}; $caught";

    private static ErrorRecord Caught(RunResult run) => Assert.IsType<ErrorRecord>(run.Clean[^1].BaseObject);

    private static string[] ToFetch(ErrorRecord error) => [.. (IEnumerable<string>)PSObject.AsPSObject(error.Exception).Get("ToFetch")!];
}
