using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pacing;

/// <summary>.NET sends some requests again by itself when a connection ends without an answer. The limit counts those too.</summary>
public sealed class SilentResendTests
{
    private const int RowCount = 12;

    [Theory]
    [InlineData("close-before:get:1")]
    [InlineData("reset-before:get:1")]
    public async Task Connections_that_end_without_an_answer_do_not_multiply_the_polls(string fault)
    {
        using PacedRun paced = await PacedRun.Start();
        using ModuleHost host = paced.Connect();
        await host.RunAsync($"$ids = {PacedRun.Submit(RowCount)} | ForEach-Object Id");
        (await paced.Server.Add(fault)).Dispose();

        using Background busy = Background.AtOnce(host, "Wait-GenTask $ids -Session $looking");
        await paced.Server.StatsWhen(stats => stats.GetProperty("poll").GetProperty("requests").GetInt32() >= 2 * RowCount);
        Assert.Empty(busy.Stop().Output);

        await paced.AssertLimitsKept();
    }

    [Theory]
    [InlineData("close-before:post:x4")]
    [InlineData("reset-before:post:x4")]
    public async Task A_submission_is_sent_once_also_on_a_connection_that_was_used_before(string fault)
    {
        using PacedRun paced = await PacedRun.Start();
        using ModuleHost host = paced.Connect();
        await host.RunAsync(PacedRun.Submit(RowCount));
        (await paced.Server.Add(fault)).Dispose();

        RunResult run = await host.RunAsync(PacedRun.Submit(RowCount, "owl"));

        Assert.Equal(Enumerable.Repeat("OutcomeUnknown", 4), run.Errors.Select(Messages.Id));
        JsonElement stats = await paced.Server.Stats();
        Assert.Equal(2 * RowCount, stats.GetProperty("create").GetProperty("requests").GetInt32());
        Assert.Equal(1, stats.GetProperty("tasks_per_body_max").GetInt32());
        Assert.Equal(0, stats.GetProperty("create").GetProperty("bans").GetInt32());
    }
}
