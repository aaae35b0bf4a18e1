using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>A batch whose workers are killed and replaced until all is done.</summary>
internal static class KilledBatch
{
    // The server answers a POST this late: a request is under way long enough to be killed with its process.
    private const int Latency = 120;

    /// <summary>A server whose answers take their time, and on which some tasks fail.</summary>
    public static Task<EmulatorServer> StartServer() =>
        EmulatorServer.Start("--task-speed", "20", "--balance", "100000", "--failure-rate", "0.05", "--fault", $"latency:post:1:{Latency}", "--fault",
            "latency:get:0.3:60");

    /// <summary>Kills workers, and asserts that nothing is lost, paid twice or told wrongly; nor asked for again when all is there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="server">The service.</param>
    /// <param name="workers">How many work at the same time.</param>
    /// <param name="usually">How often one is killed, where the environment does not say.</param>
    public static async Task KillAndJudge(BatchProcess batch, EmulatorServer server, int workers, int usually)
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
