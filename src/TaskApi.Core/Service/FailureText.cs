using System;

namespace TaskApi;

/// <summary>Says in words what a failed request means: what happened, and what that means for the money.</summary>
internal static class FailureText
{
    private const string Free = "Nothing was charged.";

    /// <summary>What an unknown outcome of a paid request means.</summary>
    public const string Unsure = "The task may exist and may have been charged. It is not sent again by itself; check the account before you send it again.";

    private const string Look = " The beginning of the answer is in the error's property Answer.";

    /// <summary>The session ended before a request that would have been paid for went out.</summary>
    public static GenServiceException ClosedBeforeSending() =>
        new(GenErrorCode.NotConnected, "The session was closed before the request was sent. Nothing was charged; connect again and send it again.");

    /// <summary>The session ended before a free question was answered.</summary>
    public static GenServiceException ClosedBeforeAnswer() =>
        new(GenErrorCode.NotConnected, "The session was closed before the answer came. Nothing was charged; connect again and ask again.");

    /// <summary>A task's model and the place of its request, as lines about it name them.</summary>
    public static string Named(GenTask task) => (task.Model ?? "an unknown model") + (task.Source is null ? "" : $" ({task.Source})");

    /// <summary>The error for a task whose identifier cannot be asked about.</summary>
    public static GenServiceException OddTask(GenTask task, WireAnswer answer) => new(
        GenErrorCode.OutcomeUnknown,
        $"The service took the request and calls its task {ValueText.Show(task.Id)}, which cannot be asked about. {TaskId.Rule} {Unsure}{Look}")
    {
        HttpStatus = answer.Status,
        Answer = answer.Beginning,
        Task = task,
    };

    /// <summary>The error for an exchange that did not bring what was asked for.</summary>
    public static GenServiceException Explain(Exchange exchange, bool isPaid, Uri endpoint)
    {
        string host = endpoint.Authority;
        string? beginning = exchange.Answer?.Beginning is { Length: > 0 } text ? text : null;
        switch (exchange.Kind)
        {
            case ExchangeKind.NotSent:
                return new GenServiceException(GenErrorCode.Unreachable, $"Cannot reach {host}: {exchange.Reason} {Free}", exchange.Failure);
            case ExchangeKind.Banned:
                return new GenServiceException(GenErrorCode.RateLimited,
                    $"{host} keeps refusing by its rate limit; another program may be using the same key. {Free}") { HttpStatus = 429, Answer = beginning };
            case ExchangeKind.Lost:
                return isPaid
                    ? new GenServiceException(GenErrorCode.OutcomeUnknown,
                        $"The request went to {host}, but its outcome is unknown: {exchange.Reason} {Unsure}{(beginning is null ? "" : Look)}",
                        exchange.Failure) { HttpStatus = exchange.Answer?.Status, Answer = beginning }
                    : new GenServiceException(GenErrorCode.ServiceFailed, $"{host} gave no usable answer: {exchange.Reason} {Free}", exchange.Failure);
            default:
                return ExplainAnswer(exchange.Answer!, isPaid, host, beginning);
        }
    }

    private static GenServiceException ExplainAnswer(WireAnswer answer, bool isPaid, string host, string? beginning)
    {
        string said = Said(answer);
        (GenErrorCode code, string text) = answer.Status switch
        {
            401 or 403 => (GenErrorCode.Unauthorized, $"{host} does not accept the key: {said} {Free}"),
            402 => (GenErrorCode.InsufficientBalance, $"The balance does not cover the request: {said} {Free}"),
            404 => (GenErrorCode.NotFound, $"{host} does not know it: {said} {Free}"),
            >= 400 when isPaid && !answer.IsRefusal =>
                (GenErrorCode.OutcomeUnknown, $"{host} failed (HTTP {answer.Status}) while it took the request: {said} {Unsure}"),
            >= 500 or 408 => (GenErrorCode.ServiceFailed, $"{host} failed (HTTP {answer.Status}): {said} {Free}"),
            >= 300 and < 400 when isPaid => (GenErrorCode.OutcomeUnknown,
                $"{host} took the request and redirects elsewhere (HTTP {answer.Status}), which is not followed. Check the endpoint. {Unsure}"),
            >= 300 and < 400 =>
                (GenErrorCode.BadAnswer, $"{host} redirects elsewhere (HTTP {answer.Status}), which is not followed. Check the endpoint. {Free}"),
            >= 200 and < 300 when answer.Root is null && isPaid =>
                (GenErrorCode.OutcomeUnknown, $"{host} answered with something that is not JSON of at most 8 MB. {Unsure}"),
            >= 200 and < 300 when answer.Root is null => (GenErrorCode.BadAnswer, $"{host} answered with something that is not JSON of at most 8 MB. {Free}"),
            >= 200 and < 300 when answer.IsSuccess => (GenErrorCode.OutcomeUnknown, $"{host} accepted the request but named no task. {Unsure}"),
            _ => (GenErrorCode.RequestRefused, $"{host} refused the request: {said} {Free}"),
        };
        string candidate = isPaid && answer.Candidate is { } id ? $" The answer holds the id {ValueText.Show(id)}, which is probably not a task's." : "";
        string look = beginning is not null && (code == GenErrorCode.OutcomeUnknown || candidate.Length > 0) ? Look : "";
        return new GenServiceException(code, text + candidate + look) { HttpStatus = answer.Status, ServiceCode = answer.ErrorCode, Answer = beginning };
    }

    /// <summary>What an answer gives as its reason, as a sentence.</summary>
    public static string Said(WireAnswer answer) =>
        Shorten(answer.ErrorMessage ?? answer.ErrorCode ?? (answer.Root is null ? "the answer is not JSON." : "it gave no reason."));

    private static string Shorten(string text)
    {
        text = text.Replace("\r", " ").Replace("\n", " ").Trim();
        text = text.Length > 500 ? text.Substring(0, 497) + "..." : text;
        return text.EndsWith(".", StringComparison.Ordinal) ? text : text + ".";
    }
}
