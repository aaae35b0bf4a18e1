using System;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>What the input asks of the files: kept with the task, so that they can be made when somebody wants them.</summary>
internal sealed record TaskShape
{
    // A film of an hour is nobody's wish here, and the input of a model without a table may hold any number.
    private const double LongestSeconds = 60;
    private const int LargestCount = 16;

    public string? AspectRatio { get; init; }

    public string? Resolution { get; init; }

    /// <summary>The length asked for, or null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How many results; at least one.</summary>
    public int Count { get; init; } = 1;

    public string? Title { get; init; }

    public static TaskShape Read(GenModel model, JsonElement input) => new()
    {
        AspectRatio = TextOf(model, input, "aspect_ratio"),
        Resolution = ResolutionOf(model, input),
        Duration = SecondsOf(model, input) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Count = CountOf(model, input),
        Title = TextOf(model, input, "title"),
    };

    /// <summary>The asked number of results, within reason; one where the model is known to make no more.</summary>
    public static int CountOf(GenModel model, JsonElement input) =>
        (!model.IsChecked || model.FindParameter("count") is not null) && NumberOf(input, "count") is { } count
            ? (int)Math.Min(Math.Max(count, 1), LargestCount)
            : 1;

    /// <summary>The asked or default seconds, within reason; null when neither is known.</summary>
    public static double? SecondsOf(GenModel model, JsonElement input)
    {
        double? seconds = NumberOf(input, "duration") ?? NumberOf(input, "duration_seconds") ?? DefaultNumber(model, "duration");
        return seconds is { } asked ? Math.Min(Math.Max(asked, 1), LongestSeconds) : null;
    }

    // Models name their frame's size in three ways: outright, as a quality (1K, 2K), or as the mode that stands for one.
    private static string? ResolutionOf(GenModel model, JsonElement input) =>
        TextOf(model, input, "resolution")
        ?? (TextOf(model, input, "quality") is { Length: 2 } quality ? quality : null)
        ?? TextOf(model, input, "mode") switch
        {
            "std" => "720p",
            "pro" => "1080p",
            "4k" => "4k",
            _ => null,
        };

    private static string? TextOf(GenModel model, JsonElement input, string name) =>
        input.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : null
            : model.FindParameter(name)?.Default as string;

    private static double? NumberOf(JsonElement input, string name) =>
        input.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            ? number
            : null;

    private static double? DefaultNumber(GenModel model, string name) => model.FindParameter(name)?.Default switch
    {
        long whole => whole,
        decimal number => (double)number,
        _ => null,
    };
}
