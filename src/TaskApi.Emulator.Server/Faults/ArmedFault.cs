using System;
using System.Collections.Generic;
using System.Linq;

namespace TaskApi.Emulator.Server;

/// <summary>A fault in force. Not thread-safe: its plan holds the lock.</summary>
internal sealed class ArmedFault(string text, FaultRule rule)
{
    private readonly Dictionary<string, int> _paths = new(StringComparer.Ordinal);
    private readonly Random _draws = rule.Seed is { } seed ? new Random(seed) : new Random();

    /// <summary>The fault as it was asked for.</summary>
    public string Text => text;

    public FaultRule Rule => rule;

    /// <summary>How often it befell.</summary>
    public int Befell { get; private set; }

    /// <summary>What befalls the request that <see cref="Befalls"/> has just counted.</summary>
    /// <param name="path">What is asked for.</param>
    public FaultRule Draw(string path)
    {
        if (rule.Kind != FaultKind.Mixed)
        {
            return rule;
        }

        // By the path and not by the turn: requests that run side by side come in another order each time.
        Random draws = rule.Seed is { } seed ? new Random(seed + (_paths[path] * 7919) + path.Sum(static letter => letter * 31)) : _draws;
        return MixedFaults.Draw(rule, draws);
    }

    /// <summary>Draws whether it befalls the next request, and counts it if so.</summary>
    /// <param name="path">What is asked for.</param>
    public bool Befalls(string path)
    {
        bool befalls = rule.Each is { } each ? _paths.GetValueOrDefault(path) < each
            : rule.Count is { } count ? Befell < count : _draws.NextDouble() < rule.Rate;
        if (befalls)
        {
            Befell++;
            _paths[path] = _paths.GetValueOrDefault(path) + 1;
        }

        return befalls;
    }
}
