using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// Processes that work on a batch at the same time. One after another is killed at a random moment, and another is started in its place;
/// rows are added so that there always is something to send.
/// </summary>
/// <param name="batch">The batch.</param>
/// <param name="server">The service.</param>
/// <param name="workers">How many work at the same time.</param>
internal sealed class KilledWorkers(BatchProcess batch, EmulatorServer server, int workers)
{
    // More than any moment waits for, so that each run has something to send.
    private const int FewestUnsent = 15;
    private const int MoreRows = 25;

    // On a busy machine a moment may come late, and late again.
    private const int MostUndisturbed = 10;


    private readonly List<(TaskCompletionSource<KillMoment> Doom, Task<BatchEnd> End)> _running = [];
    private readonly Dictionary<int, DateTimeOffset> _killed = [];
    private readonly SortedDictionary<string, int> _moments = new(StringComparer.Ordinal);
    private readonly List<BatchReport> _reports = [];

    /// <summary>The processes that were killed, by their numbers, and when.</summary>
    public IReadOnlyDictionary<int, DateTimeOffset> Killed => _killed;

    /// <summary>What those told that ended by themselves.</summary>
    public IReadOnlyList<BatchReport> Reports => _reports;

    /// <summary>Kills as often as the plan says, and lets those go on to their end that are left then.</summary>
    public async Task Run(KillPlan plan)
    {
        int undisturbed = 0;
        while (_killed.Count < plan.Times)
        {
            await AddRows();
            Replace();
            var moment = new KillMoment(plan.Random);
            (TaskCompletionSource<KillMoment> doom, Task<BatchEnd> end) = _running[plan.Random.Next(_running.Count)];
            doom.SetResult(moment);
            if ((await end).KilledAt is not null)
            {
                _moments[moment.Name] = _moments.GetValueOrDefault(moment.Name) + 1;
            }
            else
            {
                // Rows that are uncertain and never arrived look like rows that are still to be sent.
                batch.AddRows(MoreRows);
                Assert.True(++undisturbed <= MostUndisturbed * (plan.Times + workers),
                    $"{undisturbed} runs ended before they could be killed, the last one at {moment}.");
            }

            await CollectAsync();
        }

        await Task.WhenAll(_running.Select(running => running.End));
        await CollectAsync();
        string moments = string.Join(", ", _moments.Select(moment => $"{moment.Key} {moment.Value}"));
        KillPlan.Say($"killed after: {moments}; {_reports.Count} runs ended by themselves, {undisturbed} of them before they could be killed");
    }

    private async Task AddRows()
    {
        int created = (await server.Stats()).GetProperty("tasks_created").GetInt32();
        while (batch.RowCount - created < FewestUnsent * workers)
        {
            batch.AddRows(MoreRows);
        }
    }

    private void Replace()
    {
        while (_running.Count < workers)
        {
            var doom = new TaskCompletionSource<KillMoment>(TaskCreationOptions.RunContinuationsAsynchronously);
            _running.Add((doom, batch.RunUntil(doom.Task)));
        }
    }

    /// <summary>What became of those that have ended.</summary>
    private async Task CollectAsync()
    {
        (TaskCompletionSource<KillMoment> Doom, Task<BatchEnd> End)[] ended = [.. _running.Where(running => running.End.IsCompleted)];
        _running.RemoveAll(ended.Contains);
        foreach (BatchEnd end in await Task.WhenAll(ended.Select(running => running.End)))
        {
            if (end.KilledAt is { } at)
            {
                _killed[end.Process] = at;
            }
            else
            {
                _reports.Add(end.Report!);
            }
        }
    }
}
