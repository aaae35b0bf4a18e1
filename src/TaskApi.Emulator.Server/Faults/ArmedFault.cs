using System;
using System.Collections.Generic;

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
