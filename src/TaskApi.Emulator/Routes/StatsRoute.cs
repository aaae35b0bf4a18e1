using System;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>GET /_stats: what the emulator has seen. The service has no such page; tests do.</summary>
internal sealed class StatsRoute(
    TimeProvider clock,
    RateLimiter limiter,
    TaskBook tasks,
    Account account,
    UploadRoute uploads,
    Func<int> filesAskedWithKey,
    Func<int>? requestsInFlight)
{
    private readonly long _start = clock.GetTimestamp();

    public EmulatorResponse Handle()
    {
        TaskFigures figures = tasks.Figures();
        (decimal balance, decimal charged, decimal refunded) = account.FiguresAt(clock.GetTimestamp());
        using Answer answer = Answer.BeginBare();
        Write(answer.Json, "create", limiter.FiguresOf(RateVerb.Create));
        Write(answer.Json, "poll", limiter.FiguresOf(RateVerb.Poll));
        answer.Json.WriteNumber("in_flight", requestsInFlight?.Invoke() ?? 0);
        answer.Json.WriteNumber("uploads", uploads.Requests);
        answer.Json.WriteNumber("files_uploaded", uploads.Kept);
        answer.Json.WriteNumber("files_asked_with_key", filesAskedWithKey());
        answer.Json.WriteNumber("tasks_created", figures.Created);
        answer.Json.WriteNumber("tasks_per_body_max", figures.LargestPerBody);
        answer.Json.WriteNumber("polls_per_task_max", figures.LargestPolls);
        answer.Json.WriteNumber("polls_per_task_mean", figures.MeanPolls);
        answer.Json.WriteNumber("lag_mean_seconds", figures.MeanLag / clock.TimestampFrequency);
        answer.Json.WriteNumber("last_end_seconds", SecondsSinceStart(figures.LastEnd));
        answer.Json.WriteNumber("last_seen_seconds", SecondsSinceStart(figures.LastSeen));
        answer.Json.WriteNumber("charged_usd", charged);
        answer.Json.WriteNumber("refunded_usd", refunded);
        answer.Json.WriteNumber("balance_usd", balance);
        return answer.EndBare();
    }

    private double SecondsSinceStart(long timestamp) => timestamp == 0 ? 0 : (timestamp - _start) / (double)clock.TimestampFrequency;

    private static void Write(Utf8JsonWriter json, string name, RateFigures figures)
    {
        json.WriteStartObject(name);
        json.WriteNumber("requests", figures.Requests);
        json.WriteNumber("largest_in_a_second", figures.LargestInASecond);
        json.WriteNumber("bans", figures.Bans);
        json.WriteEndObject();
    }
}
