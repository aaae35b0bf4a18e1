using System;

namespace TaskApi.Emulator.Server;

/// <summary>The faults of files that pass: the same request a little later gets the file.</summary>
internal static class MixedFaults
{
    private const int Milliseconds = 20;

    private static readonly (FaultKind Kind, int Number)[] All =
    [
        (FaultKind.ErrorBefore, 0), (FaultKind.ResetBefore, 0), (FaultKind.ResetAfter, 0), (FaultKind.CloseBefore, 0), (FaultKind.HalfAnswer, 0),
        (FaultKind.RateLimit, 1), (FaultKind.WrongJson, 0), (FaultKind.BrokenJson, 0), (FaultKind.Html, 200), (FaultKind.Html, 502), (FaultKind.Redirect, 302),
        (FaultKind.NotFound, 0), (FaultKind.Forbidden, 0), (FaultKind.CutOff, 0), (FaultKind.WrongLength, 0), (FaultKind.Expired, 0),
        (FaultKind.Slow, Milliseconds), (FaultKind.WrongType, 0), (FaultKind.RangeIgnored, 0), (FaultKind.RangeShifted, 0),
    ];

    /// <summary>One of them.</summary>
    /// <param name="rule">The fault that was asked for.</param>
    /// <param name="draws">Where chance comes from.</param>
    public static FaultRule Draw(FaultRule rule, Random draws)
    {
        (FaultKind kind, int number) = All[draws.Next(All.Length)];
        return rule with { Kind = kind, Number = number };
    }
}
