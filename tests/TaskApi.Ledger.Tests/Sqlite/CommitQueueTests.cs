using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sqlite;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>Writes in turn, and what follows them on the thread that has written.</summary>
public sealed class CommitQueueTests
{
    [Fact]
    public async Task What_follows_a_write_may_wait_for_the_end_of_all_writes()
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var queue = new CommitQueue(connection, new object(), failure => SqliteFailure.Explain(failure, "here"));
        Task? following = null;

        // The second comes while the first is being written, so that the same thread writes it, and what follows it is on that thread.
        Task first = Task.Run(
            () => queue.WriteAsync(() =>
            {
                following ??= queue.WriteAsync(() => 2).ContinueWith(_ => queue.Finish(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                return 1;
            }),
            TestContext.Current.CancellationToken);

        await first.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await following!.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
