using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pacing;

/// <summary>The service's limit, held over sockets while the machine has too much to do. The benchmark <c>limit</c> does it at length.</summary>
[Collection(ProcessWide.Name)]
public sealed class ServiceLimitTests
{
    private const int RowCount = 40;

    [Fact]
    public async Task No_second_holds_more_than_ten_requests_of_a_verb_from_one_runspace_or_from_eight()
    {
        using var done = new CancellationTokenSource();
        KeepCoresBusy(done.Token);
        try
        {
            await Task.WhenAll(SubmitAndWait(runspaces: 1), SubmitAndWait(runspaces: 8));
        }
        finally
        {
            await done.CancelAsync();
        }
    }

    private static async Task SubmitAndWait(int runspaces)
    {
        using PacedRun paced = await PacedRun.Start();
        ModuleHost[] hosts = [.. Enumerable.Range(0, runspaces).Select(_ => paced.Connect())];
        try
        {
            RunResult[] runs = await Task.WhenAll(hosts.Select((host, number) =>
                host.RunAsync($"{PacedRun.Submit(RowCount / runspaces, $"fox {number}")} | ForEach-Object Id | Wait-GenTask -Session $looking")));

            Assert.Equal(RowCount, runs.SelectMany(run => run.Clean.Texts("Id")).Distinct().Count());
            JsonElement stats = await paced.AssertLimitsKept();
            Assert.Equal(RowCount, stats.GetProperty("create").GetProperty("requests").GetInt32());
            Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
        }
        finally
        {
            Array.ForEach(hosts, host => host.Dispose());
        }
    }

    private static void KeepCoresBusy(CancellationToken done)
    {
        for (int core = 0; core < Environment.ProcessorCount; core++)
        {
            new Thread(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    Thread.SpinWait(100_000);
                }
            })
            { IsBackground = true }.Start();
        }
    }
}
