using System;
using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>The database goes down while two workers share a batch. See <see cref="TroubledBatch"/>.</summary>
public sealed class DatabaseTroubleTests
{
    private const int UsualCrashes = 1;

    [Fact]
    public async Task A_database_that_is_restarted_is_waited_for()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await TroubledBatch.Endure(database, _ => RestartAsync(database.EndAsync, database));
    }

    [Fact]
    public async Task A_database_that_crashes_and_recovers_is_waited_for()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await TroubledBatch.Endure(database, _ => RestartAsync(database.CrashAsync, database), UsualCrashes);
    }

    private static async Task RestartAsync(Func<Task> end, PostgresServer database)
    {
        await end();
        await database.BeginAsync();
    }
}
