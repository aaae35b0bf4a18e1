using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Several processes with a ledger in PostgreSQL, which share a batch and the limit as processes on several machines do.</summary>
public sealed class PostgresSharedBatchTests : SharedBatchTests
{
    private const int Slots = 10;

    [Fact]
    public async Task What_a_killed_process_had_another_gets_before_the_time_is_over_that_it_was_lent_for()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using EmulatorServer service = await EmulatorServer.Start("--task-speed", "20", "--fault", FormattableString.Invariant($"stall-after:post:x{Slots}"));
        using var batch = new BatchProcess(service, database.ConnectionString);
        batch.AddRows(15);
        // None of its requests is answered, so that the process has all slots when it is killed.
        await batch.RunAndKill(() => service.StatsWhen(stats => stats.GetProperty("create").GetProperty("requests").GetInt32() == Slots));
        Assert.Equal((long)Slots, await database.ExecuteAsync("SELECT count(*) FROM taskapi.slot WHERE verb = 'POST' AND token IS NOT NULL"));
        var lentUntil = (long)(await database.ExecuteAsync("SELECT min(free_at) FROM taskapi.slot WHERE verb = 'POST'"))!;

        BatchReport report = await batch.Run("Skip");

        Assert.Empty(report.OtherErrors.Concat(report.Uncertain));
        Assert.Equal(5, report.Tasks.Length);
        Assert.InRange((long)(await database.ExecuteAsync("SELECT max(intended_at) FROM taskapi.entry"))!, 1, lentUntil);
        JsonElement create = (await service.Stats()).GetProperty("create");
        Assert.Equal((0, Slots + 5), (create.GetProperty("bans").GetInt32(), create.GetProperty("requests").GetInt32()));
        Assert.InRange(create.GetProperty("largest_in_a_second").GetInt32(), 1, Slots);
    }

    private protected override async Task<PostgresDatabase?> CreateDatabaseAsync() => await PostgresDatabase.CreateAsync();
}
