using System;
using System.Collections.Generic;

namespace TaskApi.Emulator.Server;

/// <summary>Decides for each request, and for each callback, what goes wrong with it. Safe for use by many threads.</summary>
internal sealed class FaultPlan
{
    private readonly object _lock = new();
    private readonly List<ArmedFault> _faults = [];

    /// <summary>A plan with the faults that the command line asks for.</summary>
    public FaultPlan(IEnumerable<string> faults) => Add(faults);

    /// <summary>The addresses of files that have expired.</summary>
    public FileAddresses Addresses { get; } = new();

    /// <summary>Adds faults: all of them, or none when one of them is wrong.</summary>
    /// <exception cref="FormatException">One is no fault.</exception>
    public void Add(IEnumerable<string> faults)
    {
        var added = new List<ArmedFault>();
        foreach (string text in faults)
        {
            added.Add(new ArmedFault(text, FaultReader.Read(text)));
        }

        lock (_lock)
        {
            _faults.AddRange(added);
        }
    }

    /// <summary>Ends all faults.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }

        Addresses.Clear();
    }

    /// <summary>The faults in force, and how often each befell.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Figures()
    {
        lock (_lock)
        {
            return _faults.ConvertAll(static fault => new KeyValuePair<string, int>(fault.Text, fault.Befell));
        }
    }

    /// <summary>What goes wrong with a request: latencies add up, and of the others the first that befalls it.</summary>
    public RequestFault Decide(string method, string path)
    {
        TimeSpan latency = TimeSpan.Zero;
        FaultRule? found = null;
        lock (_lock)
        {
            foreach (ArmedFault fault in _faults)
            {
                FaultRule rule = fault.Rule;
                bool isMeant = !FaultReader.IsCallback(rule.Kind) && (rule.Method is null || rule.Method == method) && (!rule.IsOfFiles || IsFile(path));
                if (!isMeant || (found is not null && rule.Kind != FaultKind.Latency) || !fault.Befalls(path))
                {
                    continue;
                }

                if (rule.Kind == FaultKind.Latency)
                {
                    latency += TimeSpan.FromMilliseconds(rule.Number);
                }
                else
                {
                    found = fault.Draw(path);
                }
            }
        }

        return new RequestFault(latency, found);
    }

    /// <summary>What becomes of a callback.</summary>
    public CallbackFate DecideCallback()
    {
        CallbackFate fate = CallbackFate.Arrives;
        lock (_lock)
        {
            foreach (ArmedFault fault in _faults)
            {
                if (FaultReader.IsCallback(fault.Rule.Kind) && fault.Befalls(""))
                {
                    fate = fault.Rule.Kind switch
                    {
                        FaultKind.CallbackLost => fate with { Deliveries = 0 },
                        FaultKind.CallbackRepeated => fate with { Deliveries = fate.Deliveries * 2 },
                        _ => fate with { Delay = fate.Delay + TimeSpan.FromMilliseconds(fault.Rule.Number) },
                    };
                }
            }
        }

        return fate;
    }

    private static bool IsFile(string path) => path.StartsWith("/outputs/", StringComparison.Ordinal) || path.StartsWith("/files/", StringComparison.Ordinal);
}
