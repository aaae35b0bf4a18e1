using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// Processes that work on a batch over sockets are killed at random moments, and run again until all is done. TASKAPI_KILLS sets how often,
/// TASKAPI_KILL_SEED repeats the moments of another run.
/// </summary>
public sealed class KillTests
{
    private const int UsualKills = 6;
    private const int SlotsOfAnAccount = 10;

    [Fact]
    public async Task Whenever_it_is_killed_each_row_becomes_one_task_and_one_whole_file_or_is_told_to_be_uncertain()
    {
        using EmulatorServer server = await KilledBatch.StartServer();
        using var batch = new BatchProcess(server);

        await KilledBatch.KillAndJudge(batch, server, workers: 1, UsualKills);

        JsonElement create = (await server.Stats()).GetProperty("create");
        Assert.Equal((0, true), (create.GetProperty("bans").GetInt32(), create.GetProperty("largest_in_a_second").GetInt32() <= SlotsOfAnAccount));
    }
}
