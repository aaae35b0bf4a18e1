using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Emulator;

/// <summary>How an emulated service behaves. Everything has a default that suits a service in the same process.</summary>
public sealed class EmulatorOptions
{
    /// <summary>The clock behind limits, bans, task life and callbacks.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Makes task ids, durations, failures and files repeatable in order of creation; null draws a new seed.</summary>
    public int? Seed { get; init; }

    /// <summary>The account's balance at the start, in US dollars.</summary>
    public decimal Balance { get; init; } = 100m;

    /// <summary>The share of accepted tasks that fail in the end, from 0 to 1. Failed tasks are refunded.</summary>
    public double FailureRate { get; init; }

    /// <summary>How many times as fast as usual the tasks run, above zero; limits and bans keep the clock's time.</summary>
    public double TaskSpeed { get; init; } = 1;

    /// <summary>The only key that is accepted; null accepts any Bearer key that is not empty.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The models served. A model that it lacks is not found.</summary>
    public ModelCatalog Catalog { get; init; } = ModelCatalog.BuiltIn;

    /// <summary>What the addresses of outputs and uploaded files begin with. The default is a made-up host for use in one process.</summary>
    public Uri PublicAddress { get; init; } = new("https://emulator.taskapi.invalid");

    /// <summary>False lets any number of requests through; they are counted all the same.</summary>
    public bool EnforceLimits { get; init; } = true;

    /// <summary>Tells how many requests the transport has taken and not ended yet, for /_stats. Null tells of none: a transport in the same process never
    /// waits.</summary>
    public Func<int>? RequestsInFlight { get; init; }

    /// <summary>Decides what becomes of the next callback; null lets each arrive once and at once.</summary>
    public Func<CallbackFate>? DecideCallback { get; init; }

    /// <summary>
    /// Delivers one callback: address, JSON body, and a token that ends with the emulator. An exception counts as a failed delivery and is
    /// tried again, three times in all. Null posts it over HTTP, to https and loopback addresses alone.
    /// </summary>
    public Func<Uri, byte[], CancellationToken, Task>? SendCallback { get; init; }
}
