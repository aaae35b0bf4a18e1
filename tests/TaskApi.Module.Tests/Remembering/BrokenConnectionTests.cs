using System.Globalization;
using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Connections to the database break while two workers share a batch. See <see cref="TroubledBatch"/>.</summary>
public sealed class BrokenConnectionTests
{
    private const int MostCommits = 3;

    [Fact]
    public async Task Connections_that_are_cut_are_made_again()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        await TroubledBatch.Endure(database, database.ConnectionString, _ => database.CutAsync());
    }

    [Fact]
    public async Task Connections_may_break_at_any_moment_even_between_a_commit_and_its_answer()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using var proxy = new CuttingProxy(database.ConnectionString);
        await TroubledBatch.Endure(database, proxy.ConnectionString, random =>
        {
            proxy.CutCommits(random.Next(MostCommits + 1));
            proxy.Reset();
            return Task.CompletedTask;
        });
        KillPlan.Say(string.Create(CultureInfo.InvariantCulture, $"{proxy.Resets} connections reset, {proxy.Cuts} commits not answered"));
        Assert.True(proxy.Resets > 0);
    }
}
