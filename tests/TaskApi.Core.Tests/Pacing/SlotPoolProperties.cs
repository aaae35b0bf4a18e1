using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Tests.Pacing;

public class SlotPoolProperties
{
    private const int Limit = 10;

    [Property(MaxTest = 150)]
    public Property However_the_network_delays_requests_no_eleven_arrive_within_a_second() =>
        Prop.ForAll(Plans.ToArbitrary(), plan =>
        {
            List<long> arrivals = Simulate(plan);
            Assert.Equal(plan.Count, arrivals.Count);
            arrivals.Sort();
            Assert.DoesNotContain(Enumerable.Range(0, Math.Max(0, arrivals.Count - Limit)), i => arrivals[i + Limit] - arrivals[i] <= 1000);
        });

    [Property(MaxTest = 50)]
    public Property Requests_without_delay_use_the_whole_limit() =>
        Prop.ForAll(Gen.Choose(1, 60).ToArbitrary(), count =>
        {
            List<long> arrivals = Simulate([.. Enumerable.Repeat(new Trip(0, 0, 0), count)]);
            Assert.InRange(arrivals.Max(), 0, (count - 1) / Limit * 1010);
        });

    /// <summary>When requests are made, how long they take there and back; mostly in bursts, sometimes with a slow one among them.</summary>
    private static Gen<List<Trip>> Plans { get; } = Gen.Choose(11, 80).SelectMany(count => Gen.ListOf(
        Gen.Frequency((4, Gen.Constant(0)), (2, Gen.Choose(0, 100)), (1, Gen.Choose(0, 2500)))
            .Zip(Gen.Frequency((3, Gen.Choose(0, 30)), (2, Gen.Choose(0, 1200))))
            .Zip(Gen.Frequency((3, Gen.Choose(0, 30)), (1, Gen.Choose(0, 3000))))
            .Select(trip => new Trip(trip.Item1.Item1, trip.Item1.Item2, trip.Item2)),
        count).Select(trips => trips.ToList()));

    /// <summary>The moments, in milliseconds, at which the requests arrive.</summary>
    private static List<long> Simulate(List<Trip> plan, Func<int, int>? spare = null)
    {
        var clock = new FakeTimeProvider();
        using var pool = new SlotPool(Limit, clock, SlotPool.Window);
        var waiting = new List<(Trip Trip, Task<IRequestSlot> Slot)>();
        var answers = new PriorityQueue<IRequestSlot, long>();
        var arrivals = new List<long>();
        int made = 0;
        long due = plan[0].Pause;
        for (long now = 0; made < plan.Count || waiting.Count > 0; now++)
        {
            Assert.True(now < 500_000, "The requests never end.");
            while (answers.TryPeek(out IRequestSlot? answered, out long at) && at <= now)
            {
                _ = answers.Dequeue();
                answered.Release();
            }

            while (made < plan.Count && due <= now)
            {
                waiting.Add((plan[made++], pool.TakeAsync(spare?.Invoke(made) ?? 0, CancellationToken.None)));
                due += made < plan.Count ? plan[made].Pause : 0;
            }

            foreach ((Trip trip, Task<IRequestSlot> slot) in waiting.Where(entry => entry.Slot.IsCompletedSuccessfully))
            {
                arrivals.Add(now + trip.There);
                answers.Enqueue(slot.Result, now + trip.There + trip.Back);
            }

            _ = waiting.RemoveAll(entry => entry.Slot.IsCompletedSuccessfully);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        return arrivals;
    }

    private sealed record Trip(int Pause, int There, int Back);
}
