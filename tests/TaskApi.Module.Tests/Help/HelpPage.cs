using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Help;

/// <summary>A page of docs/en-US in the form that PlatyPS reads.</summary>
internal sealed partial class HelpPage
{
    private readonly string _text;

    private HelpPage(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        _text = File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>The folder of the pages.</summary>
    public static string Folder => Path.Combine(Repository.Root, "docs", "en-US");

    /// <summary>The pages of all cmdlets.</summary>
    public static IReadOnlyList<HelpPage> All { get; } =
        [.. Directory.GetFiles(Folder, "*-*.md").Order(StringComparer.Ordinal).Select(path => new HelpPage(path))];

    /// <summary>The cmdlet.</summary>
    public string Name { get; }

    public string Synopsis => Section("SYNOPSIS");

    public string Description => Section("DESCRIPTION");

    /// <summary>The examples: title and code.</summary>
    public IReadOnlyList<(string Title, string Code)> Examples =>
        [.. ExamplePattern().Matches(Section("EXAMPLES") + "\n").Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    /// <summary>The descriptions of all parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters =>
        ParameterPattern().Matches(Section("PARAMETERS") + "\n").ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());

    /// <summary>Text without its line breaks, so that two ways of breaking lines compare equal.</summary>
    public static string Flat(string text) => SpacePattern().Replace(text, " ").Trim();

    private string Section(string title)
    {
        string heading = $"\n## {title}\n";
        int begin = _text.IndexOf(heading, StringComparison.Ordinal);
        if (begin < 0)
        {
            throw new FormatException($"The page {Name} has no section {title}.");
        }

        begin += heading.Length;
        int end = _text.IndexOf("\n## ", begin, StringComparison.Ordinal);
        return (end < 0 ? _text[begin..] : _text[begin..end]).Trim();
    }

    [GeneratedRegex("^### (Example .*?)\n+```powershell\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex("^### -(\\w+)\n(.*?)```yaml", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ParameterPattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();
}
