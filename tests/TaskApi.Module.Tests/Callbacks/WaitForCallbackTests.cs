using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Faults;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Callbacks;

/// <summary>Wait-GenTask with callbacks, from a server behind real sockets.</summary>
public sealed class WaitForCallbackTests
{
    private const int Rows = 12;

    private readonly CallbackPort _port = CallbackPort.Free();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_called_is_hardly_polled(bool isTrusted)
    {
        using FaultyRun faulty = await FaultyRun.Start();

        RunResult run = await faulty.Host.RunAsync(
            $"{FaultyRun.Submit(Rows)} -CallbackUrl {_port.Url}?mine=1 | Wait-GenTask -CallbackUri {_port.Url}{(isTrusted ? " -TrustCallback" : "")}");

        Assert.Equal(Rows, run.Clean.Count);
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        JsonElement stats = await faulty.AssertAllAccountedFor(run, Rows);
        // Without callbacks each of these tasks takes several looks.
        Assert.InRange(stats.GetProperty("poll").GetProperty("requests").GetInt32(), 0, isTrusted ? 4 : Rows + 4);
        Assert.True(_port.IsFree);
    }

    [Theory]
    [InlineData("callback-lost:1")]
    [InlineData("callback-lost:0.5")]
    [InlineData("callback-repeated:1")]
    [InlineData("callback-late:1:80000")]
    public async Task All_tasks_come_out_whatever_becomes_of_their_callbacks(string fault)
    {
        using FaultyRun faulty = await FaultyRun.Start(fault);

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(Rows)} -CallbackUrl {_port.Url} | Wait-GenTask -CallbackUri {_port.Url}");

        Assert.Equal(Rows, run.Clean.Count);
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        await faulty.AssertAllAccountedFor(run, Rows);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_is_settled_when_its_callback_comes()
    {
        using FaultyRun faulty = await FaultyRun.Start("reset-after:post:x1");

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(3)} -CallbackUrl {_port.Url} -Batch nightly -ThrottleLimit 1 | Wait-GenTask " +
            $"-CallbackUri {_port.Url}; Receive-GenCallback {_port.Number} -Timeout 2");
        RunResult again = await faulty.Host.RunAsync($"{FaultyRun.Submit(3)} -CallbackUrl {_port.Url} -Batch nightly | Wait-GenTask");

        Assert.Equal("OutcomeUnknown", run.Error.Id());
        Assert.Equal(["fox 1", "fox 2", "fox 3"], again.Clean.Texts("Prompt").Order());
        Assert.Equal(3, (await faulty.Server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Theory]
    [InlineData("-CallbackPort 8080", "-CallbackUri")]
    [InlineData("-TrustCallback", "-CallbackUri")]
    [InlineData("-CallbackUri https://me.example/hook", "-CallbackPort")]
    [InlineData("-CallbackUri ftp://me.example/hook", "-CallbackUri")]
    [InlineData("-CallbackUri hook", "-CallbackUri")]
    public void What_is_missing_is_told_before_anything_is_paid(string options, string named)
    {
        using ModuleHost host = ModuleHost.Connected();

        host.Run($"New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask {options}").Error.Says(named);

        Assert.Empty(host.Run("Get-GenTask").Clean);
    }
}
