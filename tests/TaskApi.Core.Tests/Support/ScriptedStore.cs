using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi.Tests.Support;

/// <summary>A store of slots that answers as a test says; by itself it has one for everybody.</summary>
internal sealed class ScriptedStore : ISlotStore
{
    private long _last;

    /// <summary>What it answers to the next question; null for a slot.</summary>
    public Func<Task<SlotOffer>>? Answer { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Questions { get; private set; }

    /// <summary>The slots that were taken, with their verbs.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>The slots that were given back, with their rests.</summary>
    public List<string> Released { get; } = [];

    /// <summary>How long each request was said to be under way at most.</summary>
    public List<TimeSpan> Longest { get; } = [];

    /// <summary>How many slots each caller wanted to leave free.</summary>
    public List<int> Spare { get; } = [];

    public Task<SlotOffer> TryTakeAsync(string verb, int slots, int spare, TimeSpan longest)
    {
        Questions++;
        Spare.Add(spare);
        Longest.Add(longest);
        if (Answer is { } answer)
        {
            return answer();
        }

        Taken.Add(FormattableString.Invariant($"{verb} {++_last}"));
        return Task.FromResult(new SlotOffer(_last, TimeSpan.Zero));
    }

    public Task ReleaseAsync(string verb, long slot, TimeSpan rest)
    {
        Released.Add(FormattableString.Invariant($"{verb} {slot} after {rest.TotalSeconds} s"));
        return Task.CompletedTask;
    }

    public Task<bool> CloseAsync(string verb, TimeSpan ban) => Task.FromResult(true);

    public void Dispose()
    {
        // It has nothing.
    }
}
