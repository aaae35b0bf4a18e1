using System;

namespace TaskApi.Emulator;

/// <summary>What a user can choose about the emulator in this process.</summary>
public sealed class LocalServiceOptions
{
    /// <summary>How many emulated seconds pass in a real one.</summary>
    public double Speed { get; init; } = 10;

    /// <summary>Makes runs repeatable; null draws a new seed.</summary>
    public int? Seed { get; init; }

    /// <summary>The balance at the start, in make-believe US dollars.</summary>
    public decimal Balance { get; init; } = 100m;

    /// <summary>The share of tasks that fail, from 0 to 1.</summary>
    public double FailureRate { get; init; }

    /// <summary>The models that the emulated service has and that requests are checked against.</summary>
    public ModelCatalog Catalog { get; init; } = ModelCatalog.BuiltIn;

    /// <summary>Opens the session's ledger; null for none.</summary>
    public Func<ILedger>? Ledger { get; init; }
}
