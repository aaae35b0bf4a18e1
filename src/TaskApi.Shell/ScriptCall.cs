using System.Collections.Generic;
using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskApi.Shell;

/// <summary>
/// The statement that calls a script with arguments from the command line, by the rules of <c>pwsh -File</c>: what starts with a dash
/// names a parameter, <c>-Name:value</c> carries its value, everything else is a string, and nothing is evaluated.
/// </summary>
internal static partial class ScriptCall
{
    public static string Text(string path, IReadOnlyList<string> arguments)
    {
        StringBuilder statement = new StringBuilder("& ").Append(Quoted(path));
        bool named = true;
        foreach (string argument in arguments)
        {
            if (named && argument == "--")
            {
                // As in PowerShell itself: after it, a dash is a dash.
                named = false;
                continue;
            }

            // The value of "-Name:" may be the next argument, so it has to follow the colon at once.
            statement.Append(statement[^1] == ':' ? string.Empty : " ");
            statement.Append(named && ParameterPattern().Match(argument) is { Success: true } parameter ? Parameter(parameter) : Quoted(argument));
        }

        return statement.ToString().TrimEnd(':');
    }

    private static string Parameter(Match parameter)
    {
        string value = parameter.Groups["value"].Value;
        string name = parameter.Groups["name"].Value;
        return value.ToUpperInvariant() switch
        {
            "" => parameter.Value,
            "$TRUE" or "TRUE" => $"{name}:$true",
            "$FALSE" or "FALSE" => $"{name}:$false",
            _ => $"{name}:{Quoted(value)}",
        };
    }

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>Letters come first, so that a negative number is a value.</summary>
    [GeneratedRegex(@"^(?<name>-[\p{L}_][\p{L}\p{N}_-]*)(:(?<value>.*))?$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterPattern();
}
