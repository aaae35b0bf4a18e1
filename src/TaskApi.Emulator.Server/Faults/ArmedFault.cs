using System;

namespace TaskApi.Emulator.Server;

/// <summary>A fault in force. Not thread-safe: its plan holds the lock.</summary>
internal sealed class ArmedFault(string text, FaultRule rule)
{
    private readonly Random _draws = rule.Seed is { } seed ? new Random(seed) : new Random();

    /// <summary>The fault as it was asked for.</summary>
    public string Text => text;

    public FaultRule Rule => rule;

    /// <summary>How often it befell.</summary>
    public int Befell { get; private set; }

    /// <summary>Draws whether it befalls the next request, and counts it if so.</summary>
    public bool Befalls()
    {
        bool befalls = rule.Count is { } count ? Befell < count : _draws.NextDouble() < rule.Rate;
        Befell += befalls ? 1 : 0;
        return befalls;
    }
}
