using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace TaskApi.Module.Tests.Completing;

/// <summary>The commands that README and help show, and what is on the line while someone types them.</summary>
internal static partial class DocumentedCommands
{
    /// <summary>Nothing new comes to the end of a longer line, and all the lines together should stay quick.</summary>
    private const int LongestLine = 120;

    /// <summary>Every beginning of every statement of the PowerShell code in README and help: each once, those of one statement in a row.</summary>
    /// <param name="root">The repository's folder.</param>
    public static IReadOnlyList<string> Beginnings(string root)
    {
        var lines = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string statement in Statements(root))
        {
            for (int length = 0; length <= Math.Min(statement.Length, LongestLine); length++)
            {
                string line = statement[..length];
                if (known.Add(line))
                {
                    lines.Add(line);
                }
            }
        }

        return lines;
    }

    private static IEnumerable<string> Statements(string root) =>
        Directory.GetFiles(Path.Combine(root, "docs", "en-US"), "*.md")
            .Append(Path.Combine(root, "README.md"))
            .Order(StringComparer.Ordinal)
            .SelectMany(page => CodePattern().Matches(File.ReadAllText(page).Replace("\r\n", "\n", StringComparison.Ordinal)))
            .SelectMany(code => Parser.ParseInput(code.Groups[1].Value, out _, out _).EndBlock.Statements)
            .Select(statement => statement.Extent.Text);

    [GeneratedRegex("^```powershell\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodePattern();
}
