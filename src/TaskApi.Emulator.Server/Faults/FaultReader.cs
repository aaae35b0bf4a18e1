using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi.Emulator.Server;

/// <summary>Reads faults as the command line and POST /_faults write them: <c>NAME:VERB:AMOUNT[:VALUE][:seed=N]</c>.</summary>
internal static class FaultReader
{
    /// <summary>What a user needs to know to write one.</summary>
    public const string Usage = """
        A FAULT is NAME:VERB:AMOUNT[:VALUE][:seed=N], for example reset-after:post:0.1 or html:both:x3:502.
          VERB      post, get, put (uploads), both for all of these, or file for results and uploaded files alone; callbacks have none: callback-lost:0.5
          AMOUNT    the share of the requests, from 0 to 1, xN for the next N of them, or eachN for the first N of each path
          seed=N    makes the draws of a share repeatable
        NAME
          latency:VERB:AMOUNT:MS               the answer comes MS milliseconds later
          error-before, error-after            500, before or after the work (such as creating a paid task) is done
          reset-before, reset-after            the connection breaks before or after the work is done
          close-before, close-after            the same, but the connection is closed, not broken: many clients send a GET again by themselves
          half-answer                          the connection breaks in the middle of the answer
          stall-before, stall-after            no answer until the client gives up, before or after the work is done
          rate-limit:VERB:AMOUNT[:WAIT]        429 without a ban; WAIT is the Retry-After in seconds (default 1),
                                               date-SECONDS for the same as a date, or none
          broken-json, wrong-json              the work is done, but the answer is no JSON, or JSON of another shape
          html:VERB:AMOUNT[:STATUS]            the work is done, but the answer is a page of HTML (default 200)
          redirect:VERB:AMOUNT[:STATUS]        the work is done, but the answer redirects to the same address (default 302)
          redirect-away:VERB:AMOUNT:PORT       302 to the same path on another port of this machine
          not-found, forbidden                 404 or 403, although it is there
          slow:VERB:AMOUNT:MS                  the answer comes in eight pieces, with MS milliseconds before each
          cut-off                              the first half, with a length that says that this is all
          wrong-length                         the whole, with a length that says that more was to come
          expired                              403 for this address of a file from now on; its task tells a new one (file only)
          mixed                                one of the faults of files that pass, drawn for each request; with a seed by its path (file only)
          wrong-type                           the answer says that it is HTML, and is not
          range-ignored, range-shifted         the whole file although a part was asked for, or another part than that
          changed                              another content of the file, under another tag
          callback-lost, callback-repeated     a callback never comes, or comes twice
          callback-late:AMOUNT:MS              a callback comes MS emulated milliseconds late
        While it runs: GET /_faults tells the faults and how often each befell, POST /_faults adds some
        ({"faults":["reset-after:post:0.1"]}), and DELETE /_faults ends them all.
        """;

    private const string SeedPrefix = "seed=";
    private const string DatePrefix = "date-";
    private const int LongestDelay = 3_600_000;

    private static readonly Dictionary<string, FaultKind> Kinds = new(StringComparer.Ordinal)
    {
        ["latency"] = FaultKind.Latency,
        ["error-before"] = FaultKind.ErrorBefore,
        ["error-after"] = FaultKind.ErrorAfter,
        ["reset-before"] = FaultKind.ResetBefore,
        ["reset-after"] = FaultKind.ResetAfter,
        ["close-before"] = FaultKind.CloseBefore,
        ["close-after"] = FaultKind.CloseAfter,
        ["half-answer"] = FaultKind.HalfAnswer,
        ["stall-before"] = FaultKind.StallBefore,
        ["stall-after"] = FaultKind.StallAfter,
        ["rate-limit"] = FaultKind.RateLimit,
        ["broken-json"] = FaultKind.BrokenJson,
        ["wrong-json"] = FaultKind.WrongJson,
        ["html"] = FaultKind.Html,
        ["redirect"] = FaultKind.Redirect,
        ["redirect-away"] = FaultKind.RedirectAway,
        ["not-found"] = FaultKind.NotFound,
        ["forbidden"] = FaultKind.Forbidden,
        ["slow"] = FaultKind.Slow,
        ["cut-off"] = FaultKind.CutOff,
        ["wrong-length"] = FaultKind.WrongLength,
        ["expired"] = FaultKind.Expired,
        ["mixed"] = FaultKind.Mixed,
        ["wrong-type"] = FaultKind.WrongType,
        ["range-ignored"] = FaultKind.RangeIgnored,
        ["range-shifted"] = FaultKind.RangeShifted,
        ["changed"] = FaultKind.Changed,
        ["callback-lost"] = FaultKind.CallbackLost,
        ["callback-repeated"] = FaultKind.CallbackRepeated,
        ["callback-late"] = FaultKind.CallbackLate,
    };

    /// <summary>Reads one fault.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static FaultRule Read(string text)
    {
        var parts = new Queue<string>(text.Split(':'));
        string name = parts.Dequeue();
        if (!Kinds.TryGetValue(name, out FaultKind kind))
        {
            throw new FormatException($"'{name}' is not a fault. Faults are: {string.Join(", ", Kinds.Keys)}.");
        }

        bool isOfFiles = parts.TryPeek(out string? verb) && verb == "file" && !IsCallback(kind);
        string? method = IsCallback(kind) ? null : ReadMethod(text, parts);
        if (kind is FaultKind.Expired or FaultKind.Mixed && !isOfFiles)
        {
            throw Wrong(text, "its verb must be file");
        }

        FaultRule rule = ReadAmount(new FaultRule { Kind = kind, Method = method, IsOfFiles = isOfFiles }, text, parts);
        rule = ReadValue(rule, text, parts);
        if (parts.TryPeek(out string? last) && last.StartsWith(SeedPrefix, StringComparison.Ordinal))
        {
            rule = rule with { Seed =
                Whole(parts.Dequeue()[SeedPrefix.Length..], int.MinValue, int.MaxValue) ?? throw Wrong(text, "its seed is no whole number") };
        }

        return parts.Count == 0 ? rule : throw Wrong(text, $"'{parts.Peek()}' is too much");
    }

    /// <summary>True for what befalls callbacks, not requests.</summary>
    public static bool IsCallback(FaultKind kind) => kind is FaultKind.CallbackLost or FaultKind.CallbackRepeated or FaultKind.CallbackLate;

    private static string? ReadMethod(string text, Queue<string> parts) => (parts.TryDequeue(out string? verb) ? verb : "") switch
    {
        "post" => "POST",
        "get" or "file" => "GET",
        "put" => "PUT",
        "both" => null,
        _ => throw Wrong(text, "its verb must be post, get, put, both or file"),
    };

    private static FaultRule ReadAmount(FaultRule rule, string text, Queue<string> parts)
    {
        string amount = parts.TryDequeue(out string? given) ? given : "";
        if (amount.StartsWith('x') && Whole(amount[1..], 1, int.MaxValue) is { } count)
        {
            return rule with { Count = count };
        }

        const string Each = "each";
        if (amount.StartsWith(Each, StringComparison.Ordinal) && Whole(amount[Each.Length..], 1, int.MaxValue) is { } each)
        {
            return rule with { Each = each };
        }

        return double.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate <= 1
            ? rule with { Rate = rate }
            : throw Wrong(text, "its amount must be a share from 0 to 1, or x or each and a number of requests");
    }

    private static FaultRule ReadValue(FaultRule rule, string text, Queue<string> parts)
    {
        string? value = parts.TryPeek(out string? next) && !next.StartsWith(SeedPrefix, StringComparison.Ordinal) ? next : null;
        FaultRule? read = rule.Kind switch
        {
            FaultKind.Latency or FaultKind.CallbackLate or FaultKind.Slow => Whole(value, 0, LongestDelay) is { } delay
                ? rule with { Number = delay }
                : throw Wrong(text, "it needs a number of milliseconds"),
            FaultKind.RedirectAway => Whole(value, 1, 65535) is { } port ? rule with { Number = port } : throw Wrong(text, "it needs a port"),
            FaultKind.Html when value is null => rule with { Number = 200 },
            FaultKind.Html =>
                Whole(value, 200, 599) is { } status ? rule with { Number = status } : throw Wrong(text, "its status must lie between 200 and 599"),
            FaultKind.Redirect => Whole(value ?? "302", 300, 399) is { } status
                ? rule with { Number = status }
                : throw Wrong(text, "its status must lie between 300 and 399"),
            FaultKind.RateLimit => ReadWait(rule, value) ?? throw Wrong(text, "its wait must be a number of seconds, date-SECONDS, or none"),
            _ => null,
        };
        if (read is not null && value is not null)
        {
            parts.Dequeue();
        }

        return read ?? rule;
    }

    private static FaultRule? ReadWait(FaultRule rule, string? value)
    {
        (RetryAfterForm form, string seconds) = value switch
        {
            null => (RetryAfterForm.Seconds, "1"),
            "none" => (RetryAfterForm.None, "0"),
            _ when value.StartsWith(DatePrefix, StringComparison.Ordinal) => (RetryAfterForm.Date, value[DatePrefix.Length..]),
            _ => (RetryAfterForm.Seconds, value),
        };
        return Whole(seconds, 0, LongestDelay) is { } number ? rule with { RetryAfter = form, Number = number } : null;
    }

    private static int? Whole(string? text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= minimum && number <= maximum ? number
            : null;

    private static FormatException Wrong(string text, string why) => new($"'{text}' is not a fault: {why}.");
}
