using System;
using System.Threading;

namespace TaskApi.Emulator;

/// <summary>A task: settled when it is created, so that its state is a matter of what time it is.</summary>
internal sealed class EmulatedTask
{
    private int _polls;
    private long _endSeenAt;

    public string Id { get; init; } = "";

    public GenModel Model { get; init; } = null!;

    /// <summary>Which of the tasks it is, from 1.</summary>
    public long Number { get; init; }

    /// <summary>The prompt, by which people tell tasks apart; null where there is none.</summary>
    public string? Prompt { get; init; }

    public TaskShape Shape { get; init; } = null!;

    public decimal Cost { get; init; }

    public bool Fails { get; init; }

    /// <summary>What its files are made from.</summary>
    public uint Seed { get; init; }

    /// <summary>The timestamp at which it starts to be processed.</summary>
    public long StartsAt { get; init; }

    /// <summary>The timestamp at which it ends.</summary>
    public long EndsAt { get; init; }

    /// <summary>Where the result is to be announced, or null.</summary>
    public Uri? CallbackUrl { get; init; }

    public int Polls => Volatile.Read(ref _polls);

    public TaskPhase PhaseAt(long timestamp)
    {
        if (timestamp < StartsAt)
        {
            return TaskPhase.Pending;
        }

        if (timestamp < EndsAt)
        {
            return TaskPhase.Processing;
        }

        return Fails ? TaskPhase.Failed : TaskPhase.Completed;
    }

    /// <summary>How long after its end a poll first saw it ended, in timestamp ticks; null while none has.</summary>
    public long? Lag => Interlocked.Read(ref _endSeenAt) is var seen and > 0 ? seen - EndsAt : null;

    /// <summary>Notes a poll at that timestamp.</summary>
    public void CountPoll(long timestamp)
    {
        Interlocked.Increment(ref _polls);
        if (timestamp >= EndsAt)
        {
            _ = Interlocked.CompareExchange(ref _endSeenAt, timestamp, 0);
        }
    }
}
