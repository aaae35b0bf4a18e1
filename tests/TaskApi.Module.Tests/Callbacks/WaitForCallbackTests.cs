using System;
using System.Linq;
using System.Threading;
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
        // On a clock so slow that nobody wonders why no callback comes; and the limit's second holds as many looks.
        const int Called = 8;
        using var service = new StagedService();
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        FastClient.Connect(host, "https://api.example.com", speed: 0.01, TimeSpan.FromSeconds(100), service);
        using Background busy = Background.AtOnce(host,
            $"{FaultyRun.Submit(Called)} -CallbackUrl {_port.Url}?mine=1 | Wait-GenTask -CallbackUri {_port.Url}{(isTrusted ? " -TrustCallback" : "")}");
        Assert.True(SpinWait.SpinUntil(() => screen.ProgressText.Contains($"0 of {Called} done", StringComparison.Ordinal), Background.Patience));
        Assert.Empty(service.Seen("poll"));

        string[] prompts = [.. Enumerable.Range(1, Called).Select(number => $"fox {number}")];
        foreach (string prompt in prompts)
        {
            string body = $$$"""{"task_id":"{{{StagedService.IdOf(prompt)}}}","status":"completed","data":{"image_url":"https://files.example.com/x.png"}}""";
            Assert.Equal(200, await _port.Post(body, service.CallbackOf(prompt)[_port.Url.Length..]));
        }

        RunResult run = busy.End();
        Assert.Equal(prompts, run.Clean.Texts("Prompt").Order(StringComparer.Ordinal));
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        Assert.Equal(isTrusted ? [] : prompts, service.Seen("poll").Order(StringComparer.Ordinal));
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

        using var settled = new ManualResetEventSlim();
        faulty.Host.Set("settled", settled);
        using var other = new ModuleHost();
        other.Set("session", faulty.Host.Run("$session").Single.BaseObject);

        // The pipeline listens until the callback has come.
        using Background busy = Background.AtOnce(faulty.Host,
            "1..3 | ForEach-Object { if ($_ -eq 3) { $settled.Wait() }; \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly " +
            $"-ThrottleLimit 1 -CallbackUrl {_port.Url} | Wait-GenTask -CallbackUri {_port.Url}");
        Assert.True(SpinWait.SpinUntil(
            () => other.Run("Get-GenTask -Batch nightly -Session $session").Clean.Texts("Prompt").Contains("fox 1"), Background.Patience));
        settled.Set();
        RunResult run = busy.End();
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
