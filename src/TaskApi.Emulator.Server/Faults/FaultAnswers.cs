using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace TaskApi.Emulator.Server;

/// <summary>The answers that faults give in place of the service's own.</summary>
internal static class FaultAnswers
{
    private const string ErrorText = """{"code":500,"success":false,"data":{"message":"Internal server error.","code":"internal_error"}}""";
    private const string RefusalText = """{"code":429,"success":false,"data":{"message":"Too many requests.","code":"rate_limit_exceeded"}}""";
    private const string WrongJsonText = """{"code":200,"success":true,"data":["a",1,{"b":null}]}""";
    private const string NotFoundText = """{"code":404,"success":false,"data":{"message":"No such file yet.","code":"not_found"}}""";
    private const string ForbiddenText = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    private const string ChangedText = "another content";
    private const string HtmlText =
        "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Something is between you and the service</h1></body></html>";

    /// <summary>The answer to a request that befell the fault before the service did its work; null when the fault comes later.</summary>
    public static EmulatorResponse? Before(FaultRule rule) => rule.Kind switch
    {
        FaultKind.ErrorBefore or FaultKind.ResetBefore or FaultKind.CloseBefore or FaultKind.StallBefore => Json(500, ErrorText),
        FaultKind.RateLimit => Refusal(rule),
        _ => null,
    };

    /// <summary>The answer in place of the one that the service has given after its work; null when that one stands.</summary>
    public static EmulatorResponse? After(FaultRule rule, EmulatorRequest request, EmulatorResponse answer) => rule.Kind switch
    {
        FaultKind.ErrorAfter => Json(500, ErrorText),
        FaultKind.BrokenJson => new EmulatorResponse { Body = answer.Body[..(answer.Body.Length / 2)] },
        FaultKind.WrongJson => Json(200, WrongJsonText),
        FaultKind.Html => new EmulatorResponse { StatusCode = rule.Number, ContentType = "text/html", Body = Encoding.UTF8.GetBytes(HtmlText) },
        FaultKind.Redirect => new EmulatorResponse { StatusCode = rule.Number, Headers = [new KeyValuePair<string, string>("Location", request.Path)] },
        FaultKind.RedirectAway => new EmulatorResponse
        {
            StatusCode = 302,
            Headers = [new("Location", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{rule.Number}{request.Path}"))],
        },
        FaultKind.NotFound => Json(404, NotFoundText),
        FaultKind.Forbidden => Forbidden(),
        FaultKind.CutOff => Like(answer, answer.Body[..(answer.Body.Length / 2)]),
        FaultKind.WrongType => Like(answer, answer.Body, contentType: "text/html"),
        FaultKind.RangeShifted when answer.StatusCode == 206 => Like(answer, (byte[])[.. answer.Body.Span[1..], answer.Body.Span[0]]),
        FaultKind.Changed => Like(answer, (byte[])[.. answer.Body.Span, .. Encoding.UTF8.GetBytes(ChangedText)], tag: "\"changed\""),
        _ => null,
    };

    /// <summary>The answer of a content network whose address is good no longer.</summary>
    public static EmulatorResponse Forbidden() => new() { StatusCode = 403, ContentType = "application/xml", Body = Encoding.UTF8.GetBytes(ForbiddenText) };

    /// <summary>The request as the service gets it: it gives files whole when their ranges are to be ignored.</summary>
    public static EmulatorRequest Asked(FaultRule? rule, EmulatorRequest request) => rule?.Kind is FaultKind.RangeIgnored or FaultKind.Changed
        ? new EmulatorRequest
        {
            Method = request.Method,
            Path = request.Path,
            Authorization = request.Authorization,
            ContentType = request.ContentType,
            Body = request.Body,
        }
        : request;

    private static EmulatorResponse Like(EmulatorResponse answer, ReadOnlyMemory<byte> body, string? contentType = null, string? tag = null)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            headers.Add(tag is not null && header.Key == "ETag" ? new KeyValuePair<string, string>(header.Key, tag) : header);
        }

        return new EmulatorResponse { StatusCode = answer.StatusCode, ContentType = contentType ?? answer.ContentType, Headers = headers, Body = body };
    }

    private static EmulatorResponse Refusal(FaultRule rule)
    {
        string? wait = rule.RetryAfter switch
        {
            RetryAfterForm.Seconds => rule.Number.ToString(CultureInfo.InvariantCulture),
            RetryAfterForm.Date => DateTimeOffset.UtcNow.AddSeconds(rule.Number).ToString("R", CultureInfo.InvariantCulture),
            _ => null,
        };
        return Json(429, RefusalText, wait is null ? [] : [new KeyValuePair<string, string>("Retry-After", wait)]);
    }

    private static EmulatorResponse Json(int status, string text, params KeyValuePair<string, string>[] headers) =>
        new() { StatusCode = status, Headers = headers, Body = Encoding.UTF8.GetBytes(text) };
}
