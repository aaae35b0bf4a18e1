using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace TaskApi.Binding;

/// <summary>
/// Tells text of which nobody means that a model shall make something: addresses, ids, names of files, lines of tables, objects written out. As a
/// prompt it would be paid for, line by line.
/// </summary>
internal static class PromptText
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex WebAddress = new(@"^https?://\S+$", Options);

    // Blanks are in names as well, but "the fox in fox.png" may be meant; what begins at a root, or here, is a path.
    private static readonly Regex FileName = new(@"^(\S+|(/|\\\\|~[/\\]|\.{1,2}[/\\]|[a-z]:[/\\])[^\r\n]*)" +
        @"\.(png|jpe?g|webp|gif|bmp|tiff?|mp4|mov|webm|mkv|avi|mp3|wav|m4a|ogg|flac|csv|tsv|jsonl?|txt|html?)$", Options);

    private static readonly Regex TableFile = new(@"\.(csv|tsv|jsonl?)$", Options);

    // Every cell in quotes, as ConvertTo-Csv writes them; only an empty one has none.
    private static readonly Regex TableLine = new("^\"([^\"]|\"\")*\"(,(\"([^\"]|\"\")*\")?){2,}$", Options);

    // The line under the names of three columns or more, which Out-String writes.
    private static readonly Regex ScreenTable = new(@"^-{2,}( +-{2,}){2,}[ \r]*$", Options | RegexOptions.Multiline);

    /// <summary>Why a text from the pipeline is no prompt; null where it may be one.</summary>
    /// <param name="item">The text as it came, with what Get-Content says of where it is from.</param>
    /// <param name="text">The text.</param>
    public static GenServiceException? Refuse(object item, string text)
    {
        string word = text.Trim();
        string? why = TableOf(item) is { } table
            ? $"is a line of {ValueText.Show(table)}, a table, and no prompt. Import-GenRequest {table} reads its rows; if each line is meant as a " +
                "prompt, say so with -Prompt { $_ }."
            : WebAddress.IsMatch(word)
            ? "is a web address and no prompt. Give it to a parameter, for example -StartImageUrl; or to -Prompt, if it is meant."
            : OwnAdvice.IsTaskIdentifier(word)
            ? "looks like the id of a task and is no prompt. Get-GenTask and Wait-GenTask take ids; if it is meant as a prompt, give it to -Prompt."
            : FileName.IsMatch(word)
            ? "is the name of a file and no prompt. Give it to a parameter, for example -StartImageUrl; Import-GenRequest reads tables, Get-Content lists of " +
                "prompts. If it is meant as a prompt, give it to -Prompt."
            : TableLine.IsMatch(word)
            ? "is a line of a table and no prompt. Pipe the objects themselves, or what ConvertFrom-Csv reads of it; give it to -Prompt, if it is meant as one."
            : ScreenTable.IsMatch(text) ? "is a table for the screen and no prompt. Pipe the objects themselves; give it to -Prompt, if it is meant as one."
            : WrittenOut(word) is { } type
            ? $"is a {type} written as JSON and no prompt. Pipe it as it is, or what ConvertFrom-Json reads of it; give it to -Prompt, if it is meant as one."
            : null;
        return why is null ? null : new GenServiceException(GenErrorCode.InvalidInput, $"{ValueText.Show(word)} {why} Nothing was sent.");
    }

    /// <summary>True for a text that is nothing but the name of a picture, film, sound, table or page.</summary>
    public static bool IsFileName(string text) => FileName.IsMatch(text);

    /// <summary>The table that Get-Content has read a line of; null for text from elsewhere.</summary>
    private static string? TableOf(object item) =>
        item is PSObject line && line.Properties["PSChildName"]?.Value is string name && TableFile.IsMatch(name) ? name : null;

    /// <summary>The module's type whose object, or first of several, is written out; null for other text, also for other JSON: models take that.</summary>
    private static string? WrittenOut(string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '['))
        {
            return null;
        }

        object? value = TravelledValue.Parse($"{{\"value\":{text}}}") is { } read ? read["value"] : null;
        value = value is IList { Count: > 0 } list ? list[0] : value;
        return value is IDictionary<string, object?> fields ? OwnShape.Recognise(fields) : null;
    }
}
