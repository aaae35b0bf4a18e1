using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>
/// What the tables at the prompt show of tasks, requests and prices: short, in one line, and nothing in it that a terminal obeys. Tables of
/// 80 columns have no room for more.
/// </summary>
internal static class Cell
{
    private const int LongestLabel = 20;

    // No model of the catalog has a longer name.
    private const int LongestModel = 25;
    private const int LongestInput = 200;

    /// <summary>What tells one request from the next: its key, else the file and line it was read from, else how its prompt begins.</summary>
    public static string Label(string? key, GenSource? source, IDictionary<string, object?>? input)
    {
        if (!string.IsNullOrWhiteSpace(key))
        {
            return VisibleText.Short(key!, LongestLabel);
        }

        // Of a long name the end counts: it holds the line.
        return source is not null ? VisibleText.ShortEnd(source.ToString(), LongestLabel) : Beginning(input);
    }

    /// <summary>The model's name without its provider: in a narrow column, providers would push out what tells models apart.</summary>
    public static string Model(string? model) => model is null ? "" : VisibleText.ShortEnd(model.Substring(model.IndexOf('/') + 1), LongestModel);

    /// <summary>An amount of money, with the same number of decimals in all rows and a point in all cultures; empty for none.</summary>
    public static string Money(decimal? amount) => amount?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";

    /// <summary>What was charged or, marked with ~, what probably will be.</summary>
    public static string Money(decimal? told, decimal? estimated) => told is null && estimated is not null ? "~" + Money(estimated) : Money(told);

    /// <summary>The input as JSON.</summary>
    public static string Input(IDictionary<string, object?> input) => VisibleText.Short(InputValues.ToJson(input), LongestInput);

    private static string Beginning(IDictionary<string, object?>? input)
    {
        if (input is null)
        {
            return "";
        }

        if (InputValues.Prompt(input) is { Length: > 0 } prompt)
        {
            return VisibleText.Short(prompt, LongestLabel);
        }

        // Models that take pictures or films alone.
        foreach (object? value in input.Values)
        {
            if (value is string { Length: > 0 } text)
            {
                return LimitChecker.IsWebUrl(text) ? VisibleText.ShortEnd(text, LongestLabel) : VisibleText.Short(text, LongestLabel);
            }
        }

        return "";
    }
}
