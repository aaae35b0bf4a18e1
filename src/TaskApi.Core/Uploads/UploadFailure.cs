using System;

namespace TaskApi;

/// <summary>Says in words why a file was not uploaded. It never costs anything.</summary>
internal static class UploadFailure
{
    private const string Free = "Nothing was charged.";

    /// <summary>The session ended before a file was uploaded.</summary>
    public static GenServiceException Closed() =>
        new(GenErrorCode.NotConnected, "The session was closed before the file was uploaded. Nothing was charged; connect again and send it again.");

    /// <summary>True when trying again may help. It costs nothing, whatever became of the file.</summary>
    public static bool MayPass(Exchange exchange) => exchange.Kind switch
    {
        ExchangeKind.Answered => exchange.Answer!.Status is >= 500 or 408 or 425 or (>= 200 and <= 299),
        _ => true,
    };

    /// <summary>The error for an exchange that brought no address.</summary>
    /// <param name="exchange">What came of the last try.</param>
    /// <param name="medium">The file.</param>
    /// <param name="address">Where it should have gone.</param>
    public static GenServiceException Explain(Exchange exchange, LocalMedium medium, Uri address)
    {
        (GenErrorCode code, string why) = Reason(exchange, address.Authority);
        string text = $"'{medium.Path}' was not uploaded: {why} {Free}";
        string? beginning = exchange.Answer?.Beginning is { Length: > 0 } answer ? answer : null;
        return new GenServiceException(code, text, exchange.Failure)
        {
            HttpStatus = exchange.Answer?.Status,
            ServiceCode = exchange.Answer?.ErrorCode,
            Answer = beginning,
        };
    }

    private static (GenErrorCode Code, string Why) Reason(Exchange exchange, string host)
    {
        switch (exchange.Kind)
        {
            case ExchangeKind.NotSent:
                return (GenErrorCode.Unreachable, $"cannot reach {host}: {exchange.Reason}");
            case ExchangeKind.Banned:
                return (GenErrorCode.RateLimited, $"{host} keeps refusing by its rate limit; another program may be using the same key.");
            case ExchangeKind.Lost:
                return (GenErrorCode.ServiceFailed, $"{host} gave no usable answer: {exchange.Reason}");
        }

        WireAnswer answer = exchange.Answer!;
        string said = FailureText.Said(answer);
        return answer.Status switch
        {
            401 => (GenErrorCode.Unauthorized, $"{host} does not accept the key: {said}"),
            402 => (GenErrorCode.InsufficientBalance, $"{host} says that the balance does not suffice: {said}"),
            404 or 405 or 501 => (
                GenErrorCode.BadAnswer,
                $"{host} takes no files (HTTP {answer.Status}): {said} Connect-GenService -UploadEndpoint names the host that does."),
            413 => (GenErrorCode.RequestRefused, $"it is too large for {host}: {said}"),
            415 => (GenErrorCode.RequestRefused, $"{host} does not take files of its type: {said}"),
            >= 300 and < 400 => (
                GenErrorCode.BadAnswer,
                $"{host} redirects elsewhere (HTTP {answer.Status}), which is not followed: " +
                "neither the key nor the file goes there. Check the upload endpoint."),
            >= 500 or 408 or 425 => (GenErrorCode.ServiceFailed, $"{host} failed (HTTP {answer.Status}): {said}"),
            >= 200 and < 300 when answer.Root is null => (GenErrorCode.BadAnswer, $"{host} answered with something that is not JSON."),
            >= 200 and < 300 when answer.IsSuccess => (GenErrorCode.BadAnswer, $"{host} named no address for it that could be used."),
            _ => (GenErrorCode.RequestRefused, $"{host} refused it: {said}"),
        };
    }
}
