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

    /// <summary>The answer, or what came of it before it broke off; null when none came.</summary>
    public WireAnswer? Answer { get; private init; }

    /// <summary>Why no answer came, in words, without the key; null when one did.</summary>
    public string? Reason { get; private init; }

    /// <summary>What was thrown when no answer came; null when one did, and when it shows the key.</summary>
    public Exception? Failure { get; private init; }

    /// <summary>True when asking again may help and, for reading, cannot harm.</summary>
    public bool MayPass => Kind == ExchangeKind.Lost || (Kind == ExchangeKind.Answered && Answer!.Status is >= 500 or 408);

    public static Exchange Answered(WireAnswer answer) => new(ExchangeKind.Answered) { Answer = answer };

    public static Exchange Banned(WireAnswer answer) => new(ExchangeKind.Banned) { Answer = answer };

    /// <summary>No whole answer came.</summary>
    /// <param name="kind">What is known of the request.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="timedOut">True when the time for the answer ran out.</param>
    /// <param name="redact">Takes the key out of a text.</param>
    /// <param name="part">What of the answer had come.</param>
    public static Exchange Lost(ExchangeKind kind, Exception failure, bool timedOut, Func<string, string> redact, WireAnswer? part = null)
    {
        string whole = failure.ToString();
        return new Exchange(kind)
        {
            Answer = part,
            Reason = timedOut ? "no answer came in time." : redact(TransportFailure.Describe(failure)),
            Failure = redact(whole) == whole ? failure : null,
        };
    }

    /// <summary>True when the answer brought what was asked for; for a paid request that is a task's identifier, whatever else the answer says.</summary>
    /// <param name="isPaid">True when the request creates a task.</param>
    public bool Succeeded(bool isPaid) => isPaid ? Answer?.TaskId is not null : Kind == ExchangeKind.Answered && Answer!.IsSuccess;
}
