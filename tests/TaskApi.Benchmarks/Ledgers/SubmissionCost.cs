using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Benchmarks.Ledgers;

/// <summary>What the ledger adds to a submission: with and without it in turn, in one run.</summary>
internal static class SubmissionCost
{
    private const int Count = 300;
    private const int Together = 200;

    public static async Task MeasureAsync(BigLedger ledger, double? most)
    {
        using EmulatedService service = EmulatedService.InProcess(1, hasLimits: false);
        using var limits = AccountLimits.Without(service.Clock, Together);
        using GenSession with = service.Session(limits, ledger.Open);
        using GenSession without = service.Session(limits);
        using GenSession small = service.Session(limits, ledger.OpenEmpty);
        _ = (with.Ledger!.Ledger, small.Ledger!.Ledger);
        var kept = new List<double>();
        var bare = new List<double>();
        var fresh = new List<double>();
        for (int i = -20; i < Count; i++)
        {
            double one = await MillisecondsAsync(() => SubmitAsync(with, i));
            double other = await MillisecondsAsync(() => SubmitAsync(without, i));
            double third = await MillisecondsAsync(() => SubmitAsync(small, i));
            if (i >= 0)
            {
                kept.Add(one);
                bare.Add(other);
                fresh.Add(third);
            }
        }

        Figure.Show("A submission without a ledger, median", Figure.Median([.. bare]), "ms");
        Figure.Show("A submission with the ledger, median", Figure.Median([.. kept]), "ms");
        Figure.Show("What an empty ledger adds to a submission", Figure.Median([.. fresh]) - Figure.Median([.. bare]), "ms");
        Figure.Show("What the ledger adds to a submission", Figure.Median([.. kept]) - Figure.Median([.. bare]), "ms", most);
        double all = await MillisecondsAsync(() => Task.WhenAll(Enumerable.Range(0, Together).Select(i => Task.Run(() => SubmitAsync(with, i)))));
        Figure.Show($"{Together} submissions at once with the ledger, each", all / Together, "ms");
    }

    private static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Task<GenTask> SubmitAsync(GenSession session, int number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        var request = new GenRequest { Model = "kuaishou/kling-2.6", Input = new Dictionary<string, object?> { ["prompt"] = "fox " + text },
            Source = new GenSource("/prompts.csv", number + 2) };
        return session.SubmitAsync(request, CancellationToken.None, CancellationToken.None);
    }
}
