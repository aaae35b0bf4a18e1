using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// Processes that work on a batch over sockets are killed at random moments, and run again until all is done. TASKAPI_KILLS sets how often,
/// TASKAPI_KILL_SEED repeats the moments of another run.
/// </summary>
public sealed class KillTests
{
    private const int UsualKills = 25;
    private const int UsualKillsOfMany = 4;
    private const int SlotsOfAnAccount = 10;

    // The server answers a POST this late: a request is under way long enough to be killed with its process.
    private const int Latency = 120;

    [Fact]
    public async Task Whenever_it_is_killed_each_row_becomes_one_task_and_one_whole_file_or_is_told_to_be_uncertain()
    {
        using EmulatorServer server = await StartServer();
        using var batch = new BatchProcess(server);

        await KillAndJudge(batch, server, workers: 1, UsualKills);

        JsonElement create = (await server.Stats()).GetProperty("create");
        Assert.Equal((0, true), (create.GetProperty("bans").GetInt32(), create.GetProperty("largest_in_a_second").GetInt32() <= SlotsOfAnAccount));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Of_several_workers_on_one_database_any_may_be_killed(int workers)
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using EmulatorServer server = await StartServer();
        using var batch = new BatchProcess(server, database.ConnectionString);

        await KillAndJudge(batch, server, workers, UsualKillsOfMany);
    }

    private static Task<EmulatorServer> StartServer(params string[] options) =>
        EmulatorServer.Start(["--task-speed", "20", "--balance", "100000", "--failure-rate", "0.05", "--fault", $"latency:post:1:{Latency}", "--fault",
            "latency:get:0.3:60", .. options]);

    private static async Task KillAndJudge(BatchProcess batch, EmulatorServer server, int workers, int usually)
    {
        var working = new KilledWorkers(batch, server, workers);
        await working.Run(KillPlan.Read(usually));
        BatchReport report = await BatchOutcome.Judge(batch, server, working.Killed);
        Assert.All(working.Reports, told => told.AssertTellsOfEachRow());

        JsonElement stats = await server.Stats();
        BatchReport skipped = await batch.Run("Skip");

        Assert.Empty(skipped.OtherErrors);
        Assert.Empty(skipped.Uncertain);
        Assert.Equal(report.Saved.Order(), skipped.Saved.Order());
        JsonElement after = await server.Stats();
        Assert.Equal((Requests(stats, "create"), Requests(stats, "poll")), (Requests(after, "create"), Requests(after, "poll")));
    }

    private static int Requests(JsonElement stats, string verb) => stats.GetProperty(verb).GetProperty("requests").GetInt32();
}
