using System;
using System.Net.Http.Headers;

namespace TaskApi;

/// <summary>Reads the Retry-After header in both of its forms.</summary>
internal static class RetryAfter
{
    // A ban is 60 s. A day-long one would be a mistake of a proxy, and a user who waits a day would not know why.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait; null when the header says nothing useful.</summary>
    public static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait is { } given && given > TimeSpan.Zero ? given < Longest ? given : Longest : null;
    }
}
