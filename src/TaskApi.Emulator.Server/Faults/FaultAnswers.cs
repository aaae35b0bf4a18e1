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
    private const string HtmlText = "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Something is between you and the service</h1></body></html>";

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
        _ => null,
    };

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
