using System;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Several processes of one machine with a ledger in a file.</summary>
[Collection(Together)]
public sealed class SqliteSharedBatchTests : SharedBatchTests
{
    // What four processes get done in the time in which one process gets all done.
    private const double LeastShare = 0.85;

    // Other programs of the machine may take it from one of the two runs.
    private const int Tries = 3;

    [Fact]
    public async Task Four_processes_share_a_batch_and_the_limit_and_are_as_quick_as_one()
    {
        double share = 0;
        for (int i = 0; i < Tries && share < LeastShare; i++)
        {
            double alone = (await RunAsync(1)).Rate;
            share = await RunTogetherAsync() / alone;
            TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"one process {alone:0.00} tasks a second, four processes {share:0.0%} of it"));
        }

        Assert.True(share >= LeastShare, FormattableString.Invariant($"Four processes together got {share:0.0%} of one's work done."));
    }

    private protected override Task<SharedRun> RunAsync(int processes) => RunAsync(processes, database: null);
}
