using System;

namespace TaskApi;

/// <summary>Says in words what a failed request means: what happened, and what that means for the money.</summary>
internal static class FailureText
{
    private const string Free = "Nothing was charged.";

    /// <summary>What an unknown outcome of a paid request means.</summary>
    public const string Unsure = "The task may exist and may have been charged. It is not sent again by itself; check the account before you send it again.";

    /// <summary>The session ended before a request that would have been paid for went out.</summary>
    public static GenServiceException ClosedBeforeSending() =>
        new(GenErrorCode.NotConnected, "The session was closed before the request was sent. Nothing was charged; connect again and send it again.");

    /// <summary>The session ended before a free question was answered.</summary>
    public static GenServiceException ClosedBeforeAnswer() =>
        new(GenErrorCode.NotConnected, "The session was closed before the answer came. Nothing was charged; connect again and ask again.");

    /// <summary>The error for an exchange that gave no good answer.</summary>
    public static GenServiceException Explain(Exchange exchange, bool isPaid, Uri endpoint, Func<string, string> redact)
    {
        string host = endpoint.Authority;
        switch (exchange.Kind)
        {
            case ExchangeKind.NotSent:
                return new GenServiceException(GenErrorCode.Unreachable, $"Cannot reach {host}: {TransportFailure.Describe(exchange.Failure!)} {Free}", exchange.Failure);
            case ExchangeKind.Banned:
                return new GenServiceException(GenErrorCode.RateLimited, $"{host} keeps refusing by its rate limit; another program may be using the same key. {Free}") { HttpStatus = 429 };
            case ExchangeKind.Lost:
                string reason = exchange.TimedOut ? "no answer came in time." : redact(TransportFailure.Describe(exchange.Failure!));
                return isPaid
                    ? new GenServiceException(GenErrorCode.OutcomeUnknown, $"The request went to {host}, but its outcome is unknown: {reason} {Unsure}", exchange.Failure)
                    : new GenServiceException(GenErrorCode.ServiceFailed, $"{host} gave no usable answer: {reason} {Free}", exchange.Failure);
            default:
                return ExplainAnswer(exchange.Answer!, isPaid, host, redact);
        }
    }

    private static GenServiceException ExplainAnswer(WireAnswer answer, bool isPaid, string host, Func<string, string> redact)
    {
        string said = redact(Shorten(answer.ErrorMessage ?? answer.ErrorCode ?? (answer.Root is null ? "the answer is not JSON." : "it gave no reason.")));
        (GenErrorCode code, string text) = answer.Status switch
        {
            401 or 403 => (GenErrorCode.Unauthorized, $"{host} does not accept the key: {said} {Free}"),
            402 => (GenErrorCode.InsufficientBalance, $"The balance does not cover the request: {said} {Free}"),
            404 => (GenErrorCode.NotFound, $"{host} does not know it: {said} {Free}"),
            >= 500 or 408 when isPaid => (GenErrorCode.OutcomeUnknown, $"{host} failed (HTTP {answer.Status}) while it took the request: {said} {Unsure}"),
            >= 500 or 408 => (GenErrorCode.ServiceFailed, $"{host} failed (HTTP {answer.Status}): {said} {Free}"),
            >= 300 and < 400 => (GenErrorCode.BadAnswer, $"{host} redirects elsewhere (HTTP {answer.Status}), which is not followed. Check the endpoint. {Free}"),
            >= 200 and < 300 when answer.Root is null && isPaid => (GenErrorCode.OutcomeUnknown, $"{host} answered with something that is not JSON. {Unsure}"),
            >= 200 and < 300 when answer.Root is null => (GenErrorCode.BadAnswer, $"{host} answered with something that is not JSON. {Free}"),
            _ => (GenErrorCode.RequestRefused, $"{host} refused the request: {said} {Free}"),
        };
        return new GenServiceException(code, text) { HttpStatus = answer.Status, ServiceCode = answer.ErrorCode is { } word ? redact(word) : null };
    }

    private static string Shorten(string text)
    {
        text = text.Replace("\r", " ").Replace("\n", " ").Trim();
        text = text.Length > 500 ? text.Substring(0, 497) + "..." : text;
        return text.EndsWith(".", StringComparison.Ordinal) ? text : text + ".";
    }
}
