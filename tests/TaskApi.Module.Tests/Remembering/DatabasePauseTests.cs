using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>The database falls silent while two workers share a batch. See <see cref="TroubledBatch"/>.</summary>
public sealed class DatabasePauseTests
{
    private const int LongestPause = 4000;

    [Fact]
    public async Task A_database_that_stands_still_is_waited_for()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await TroubledBatch.Endure(database, async random =>
        {
            await database.PauseAsync();
            await Task.Delay(random.Next(LongestPause));
            await database.ResumeAsync();
        });
    }
}
