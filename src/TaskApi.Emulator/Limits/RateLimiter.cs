using System;
using System.Collections.Concurrent;

namespace TaskApi.Emulator;

/// <summary>
/// The service's limit: more than ten requests of one key and one verb within less than a second bring a ban of a minute for
/// that key and verb. Requests during the ban are refused and do not prolong it.
/// </summary>
internal sealed class RateLimiter(TimeProvider clock, bool enforce)
{
    public const int RequestsPerSecond = 10;
    public const int BanSeconds = 60;

    private readonly ConcurrentDictionary<string, RateGate> _create = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RateGate> _poll = new(StringComparer.Ordinal);

    /// <summary>Takes an arrival: 0 lets it in, any other number is the whole seconds after which to try again.</summary>
    public int Arrive(string key, RateVerb verb)
    {
        ConcurrentDictionary<string, RateGate> gates = Gates(verb);
        if (!gates.TryGetValue(key, out RateGate? gate))
        {
            gate = gates.GetOrAdd(key, new RateGate(clock, enforce));
        }

        return gate.Arrive();
    }

    /// <summary>What all keys together did with a verb; the largest number in a second is that of the busiest key.</summary>
    public RateFigures FiguresOf(RateVerb verb)
    {
        RateFigures sum = default;
        foreach (var gate in Gates(verb))
        {
            RateFigures figures = gate.Value.Figures;
            sum = new RateFigures(
                sum.Requests + figures.Requests,
                Math.Max(sum.LargestInASecond, figures.LargestInASecond),
                sum.Bans + figures.Bans);
        }

        return sum;
    }

    private ConcurrentDictionary<string, RateGate> Gates(RateVerb verb) => verb == RateVerb.Create ? _create : _poll;
}
