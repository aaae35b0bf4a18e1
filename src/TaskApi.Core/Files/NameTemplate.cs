using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace TaskApi;

/// <summary>
/// How a user wants results to be named: a text with fields in braces, such as <c>{batch}_{line}_{key}</c>. Two results of one task never
/// have the same name; two tasks may, and then the second is refused.
/// </summary>
public sealed class NameTemplate
{
    private const string Extension = ".{ext}";

    // The parts in turn; those that are fields, by their names.
    private readonly List<(bool IsField, string Text)> _parts = [];

    private NameTemplate()
    {
    }

    private bool HasNumber => _parts.Exists(static part => part.IsField && Is(part.Text, "n"));

    /// <summary>Reads a template.</summary>
    /// <exception cref="GenServiceException">It is none.</exception>
    public static NameTemplate Read(string text)
    {
        // Every file gets its extension.
        string rest = text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? text.Substring(0, text.Length - Extension.Length) : text;
        if (rest.IndexOfAny(['/', '\\']) >= 0)
        {
            throw Wrong(text, "it is a file's name and no path; the folder is -DestinationPath");
        }

        var template = new NameTemplate();
        int at = 0;
        while (at < rest.Length)
        {
            int open = rest.IndexOf('{', at);
            int close = open < 0 ? rest.IndexOf('}', at) : rest.IndexOf('}', open);
            if ((open < 0) != (close < 0) || (open >= 0 && rest.IndexOf('}', at, open - at) >= 0))
            {
                throw Wrong(text, "a brace has no other one");
            }

            if (open < 0)
            {
                template._parts.Add((false, rest.Substring(at)));
                break;
            }

            template._parts.Add((false, rest.Substring(at, open - at)));
            string field = rest.Substring(open + 1, close - open - 1).Trim();
            if (field.Length == 0 || field.IndexOf('{') >= 0 || Is(field, "ext"))
            {
                string why = field.Length == 0 ? "a field has no name" : Is(field, "ext") ? "{ext} stands at the end, after a dot" : "a brace has no other one";
                throw Wrong(text, why);
            }

            template._parts.Add((true, field));
            at = close + 1;
        }

        return template._parts.Exists(static part => part.IsField)
            ? template
            : throw Wrong(text, "without a field in braces all results would have the same name");
    }

    /// <summary>The name for a result, without extension; not yet safe.</summary>
    internal string Fill(GenTask task, int index, int count)
    {
        var name = new StringBuilder();
        foreach ((bool isField, string text) in _parts)
        {
            name.Append(isField ? ValueOf(text, task, index) : text);
        }

        return count > 1 && !HasNumber ? name.Append('-').Append(Number(index + 1)).ToString() : name.ToString();
    }

    private static string ValueOf(string field, GenTask task, int index)
    {
        string model = task.Model is { } id ? id.Substring(id.IndexOf('/') + 1) : "task";
        string? line = task.Source is { } source ? Number(source.Line) : null;
        return field.ToLowerInvariant() switch
        {
            "id" => FileName.ForId(task.Id),
            "n" => Number(index + 1),
            "model" => FileName.Clean(model),
            "batch" => FileName.Clean(task.Batch ?? ""),
            "line" => line ?? "_",
            "output" => FileName.Clean(task.Outputs[index].Name),
            // What a person can find the row by.
            "key" => FileName.Clean(task.Key ?? line ?? model),
            _ => FileName.Clean(InputOf(task, field)),
        };
    }

    private static string InputOf(GenTask task, string field)
    {
        foreach (KeyValuePair<string, object?> value in task.Input ?? new Dictionary<string, object?>())
        {
            if (Is(value.Key, field))
            {
                return Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return "";
    }

    private static bool Is(string field, string name) => field.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static GenServiceException Wrong(string text, string why) =>
        new(
            GenErrorCode.InvalidInput,
            $"-Name '{VisibleText.Line(text)}' names no files: {why}. Fields are {{batch}}, {{line}}, {{model}}, {{id}}, {{key}}, {{output}}, {{n}}, {{ext}} "
                + "and the request's own, such as {prompt}. Nothing was saved.");
}
