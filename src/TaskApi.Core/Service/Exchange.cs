using System;

namespace TaskApi;

/// <summary>How a request went.</summary>
internal enum ExchangeKind
{
    /// <summary>An answer came, good or bad.</summary>
    Answered,

    /// <summary>The service refused by its rate limit.</summary>
    Banned,

    /// <summary>The request surely did not reach the service.</summary>
    NotSent,

    /// <summary>No answer came; the request may have arrived.</summary>
    Lost,
}

/// <summary>One request and what came of it.</summary>
internal sealed class Exchange
{
    private Exchange(ExchangeKind kind) => Kind = kind;

    public ExchangeKind Kind { get; }

    /// <summary>The answer; null when none came.</summary>
    public WireAnswer? Answer { get; private init; }

    /// <summary>Why no answer came; null when one did.</summary>
    public Exception? Failure { get; private init; }

    /// <summary>True when the time for the answer ran out.</summary>
    public bool TimedOut { get; private init; }

    /// <summary>True when asking again may help and, for reading, cannot harm.</summary>
    public bool MayPass => Kind == ExchangeKind.Lost || (Kind == ExchangeKind.Answered && Answer!.Status is >= 500 or 408);

    public static Exchange Answered(WireAnswer answer) => new(ExchangeKind.Answered) { Answer = answer };

    public static Exchange Banned(WireAnswer answer) => new(ExchangeKind.Banned) { Answer = answer };

    public static Exchange Lost(ExchangeKind kind, Exception failure, bool timedOut) => new(kind) { Failure = failure, TimedOut = timedOut };
}
