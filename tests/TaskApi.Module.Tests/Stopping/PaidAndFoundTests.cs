using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Stopping;

/// <summary>However a pipeline ends, Get-GenTask lists every task that the service accepted: none is paid for and lost.</summary>
public sealed class PaidAndFoundTests : IDisposable
{
    private const string Submit = "1..30 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1";

    private readonly TemporaryFolder _folder = new();
    private readonly StagedService _service = new();
    private readonly ModuleHost _host;

    public PaidAndFoundTests()
    {
        _host = _service.Connect();
        _host.GoTo(_folder.Path);
        _service.Fail("fox 3");
        _service.Answer("create fox 7", 422, """{"code":422,"success":false,"data":{"message":"no foxes","code":"validation_error"}}""");
    }

    public void Dispose()
    {
        _host.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("| Select-First 1")]
    [InlineData("| Wait-GenTask | Select-First 1")]
    [InlineData("| Wait-GenTask -Any")]
    [InlineData("| Wait-GenTask | Save-GenOutput | Select-First 1")]
    [InlineData("| ForEach-Object { throw 'enough' }")]
    [InlineData("| Wait-GenTask | ForEach-Object { throw 'enough' } | Save-GenOutput")]
    [InlineData("| Wait-GenTask | Save-GenOutput | ForEach-Object { throw 'enough' }")]
    [InlineData("| ForEach-Object { break }")]
    [InlineData("-ErrorAction Stop")]
    [InlineData("-OutVariable kept -ErrorAction Stop")]
    [InlineData("| Wait-GenTask -ErrorAction Stop | Save-GenOutput")]
    [InlineData("-ErrorAction Stop | Wait-GenTask -ErrorAction Stop | Save-GenOutput -ErrorAction Stop")]
    [InlineData("| Wait-GenTask | Save-GenOutput nowhere:/")]
    public void Every_accepted_task_is_known_afterwards(string rest)
    {
        _host.Run($"do {{ {Submit} {rest} }} while ($false)");

        Assert.Equal(_service.Seen("create").Where(prompt => prompt != "fox 7").Order(),
            _host.Run("Get-GenTask").Clean.Select(task => $"{task.Input("prompt")}").Order());
        Assert.DoesNotContain(_folder.Files, name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void What_came_out_before_the_error_is_in_the_out_variable()
    {
        _host.Run($"try {{ {Submit} -OutVariable kept -ErrorAction Stop }} catch {{ }}");

        Assert.Equal(_host.Run("Get-GenTask").Clean.Texts("Id").Order(), _host.Run("$kept").Clean.Texts("Id").Order());
        Assert.NotEmpty(_host.Run("$kept").Output);
    }

    [Fact]
    public void The_same_task_twice_is_waited_for_twice_and_named_once()
    {
        _host.Run("$ErrorActionPreference = 'Stop'; $task = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1; $bad = New-GenTask " +
            "google/nano-banana -Prompt 'fox 3' -AspectRatio 1:1");

        Assert.Equal(["task-fox", "task-fox"], _host.Run("$task, $task | Wait-GenTask").Clean.Texts("Id"));

        _service.Run("fox");
        Assert.Equal(["task-fox"], _host.Run("try { $task, $task, $bad | Wait-GenTask } catch { $_.Exception.ToFetch }").Clean.Select(id => $"{id}"));
    }

    [Fact]
    public void Another_pipeline_of_the_session_is_not_touched_by_an_error()
    {
        using var other = new ModuleHost();
        other.Set("session", _host.Run("$session").Single.BaseObject);
        _service.Hold("create owl");
        other.Set("folder", _folder.Path);
        using Background busy = Background.AtOnce(other, "New-GenTask google/nano-banana -Prompt owl -AspectRatio 1:1 -Session $session | Wait-GenTask " +
            "-Session $session | Save-GenOutput $folder -Session $session");
        Assert.True(_service.Sees("create owl"));

        _host.Run($"$ErrorActionPreference = 'Stop'; {Submit} | Wait-GenTask");
        _service.Release("create owl");

        Assert.Equal("task-owl", busy.End().Single.Text("TaskId"));
    }
}
