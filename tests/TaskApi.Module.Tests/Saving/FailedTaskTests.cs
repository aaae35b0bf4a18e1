using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

/// <summary>A failed task has no result to save. Its user hears of it once: from Wait-GenTask, or from Save-GenOutput.</summary>
public sealed class FailedTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StagedService _service = new();
    private readonly ModuleHost _host;

    public FailedTaskTests()
    {
        _host = _service.Connect();
        _host.GoTo(_folder.Path);
        _service.Fail("fox");
    }

    public void Dispose()
    {
        _host.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("$done | Save-GenOutput")]
    [InlineData("Save-GenOutput -Id task-fox")]
    [InlineData("'task-fox' | Save-GenOutput")]
    [InlineData("Get-GenTask | Save-GenOutput")]
    [InlineData("Get-GenTask task-fox | Save-GenOutput")]
    public void Saving_it_is_an_error_that_says_why_it_failed(string script)
    {
        _host.Run("$done = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask");

        RunResult run = _host.Run(script);

        Assert.Empty(run.Output);
        Assert.Equal(("TaskFailed", ErrorCategory.OperationStopped), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("task-fox", "google/nano-banana", "no such animal");
        Assert.Equal("task-fox", run.Error.TargetObject.ToString());
        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData("$task | Wait-GenTask | Save-GenOutput")]
    [InlineData("$task | Wait-GenTask | ForEach-Object { $_ } | Save-GenOutput")]
    [InlineData("$task | Wait-GenTask | Where-Object { $true } | ForEach-Object { $_ | Save-GenOutput }")]
    [InlineData("$task | Wait-GenTask | Wait-GenTask -ErrorAction SilentlyContinue | Save-GenOutput")]
    public void A_wait_in_the_same_pipeline_has_told_it_already(string script)
    {
        _host.Run("$task = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1");

        Assert.Equal("TaskFailed,TaskApi.Commands.WaitGenTaskCommand", _host.Run(script).Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_wait_that_told_it_in_another_pipeline_does_not_count()
    {
        _host.Run("$task = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1; $done = $task | Wait-GenTask -ErrorAction SilentlyContinue");

        Assert.Equal(["TaskFailed,TaskApi.Commands.SaveGenOutputCommand", "TaskFailed,TaskApi.Commands.SaveGenOutputCommand"],
            _host.Run("$done | Save-GenOutput; $done | Save-GenOutput").Errors.Select(error => error.FullyQualifiedErrorId));
    }

    [Fact]
    public void The_others_are_saved()
    {
        RunResult run = _host.Run(
            "$done = 'fox', 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask -ErrorAction SilentlyContinue; $done | Save-GenOutput");

        Assert.Equal("task-owl", Assert.Single(run.Output).Text("TaskId"));
        Assert.Equal("TaskFailed,TaskApi.Commands.SaveGenOutputCommand", run.Error.FullyQualifiedErrorId);
    }
}
