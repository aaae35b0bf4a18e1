using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Browser.Support;

/// <summary>A batch of 200 tasks of all kinds, with failures, results that were not saved or are gone, and prompts that try to be more than prompts.</summary>
internal sealed class StudioBatch : IDisposable
{
    public const int Tasks = 200;

    /// <summary>The emulator, quick, but not so quick that a busy machine answers after its requests' time is over.</summary>
    public const string Service = "Connect-GenService -Local -Speed 40";

    /// <summary>What runs in a page sets this, if a browser lets it.</summary>
    private const string Attack = "window.hacked=1";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Prompts that would run as scripts, end an element or be taken for a template somewhere.</summary>
    public static readonly string[] Hostile =
    [
        $"<script>{Attack}</script>",
        $"\"><img src=x onerror=\"{Attack}\">",
        $"' onmouseover='{Attack}' autofocus onfocus='{Attack}",
        $"</style><script>{Attack}</script>",
        $"</title></textarea></script><svg onload={Attack}>",
        $"<iframe srcdoc=\"<script>parent.{Attack}</script>\"></iframe>",
        $"<a href=\"javascript:{Attack}\">click</a>",
        "{{ 7 | times: 7 }} {% assign x = 1 %} {%- raw -%}",
        "&lt;b&gt; &amp; &#60;script&#62;",
        "<!-- --> ]]> <![CDATA[ <base href=\"https://example.org/\">",
        $"<form action=\"https://example.org\"><button formaction=\"javascript:{Attack}\">go</button></form>",
        $"<meta http-equiv=\"refresh\" content=\"0;url=https://example.org/?{Attack}\">",
        "gpj.exe \u202Etxt.\u202C and \u2067isolates\u2069 and \uFEFFnothing",
        "漢字 العربية हिन्दी 🦊 e\u0301",
        $"<template><script>{Attack}</script></template><object data=\"javascript:{Attack}\"></object>",
    ];

    /// <summary>Makes the batch and its report.</summary>
    public StudioBatch()
    {
        using var host = new ModuleHost();
        host.Set("folder", _folder.Path);
        host.Set("table", _folder.Write("prompts.csv", Table()));
        RunResult run = host.Run($$"""
            $null = {{Service}} -Seed 7 -FailureRate 0.08 -Ledger "$folder/ledger.db"
            Import-GenRequest $table | New-GenTask -Batch studio | Wait-GenTask -ErrorAction SilentlyContinue |
                Where-Object { $_.Key -notlike 'shot-1?7' } | Save-GenOutput "$folder/media files" -ErrorAction SilentlyContinue |
                ForEach-Object { if ($_.MediaType -like 'image/*') { $last = $_ } }
            [System.IO.File]::Delete($last.Path)
            Export-GenReport "$folder/report.html" -Batch studio -Title '</title><script>{{Attack}}</script>'
            """);
        Report = Assert.Single(run.Clean).ToString();
        Address = new Uri(Path.Combine(_folder.Path, "report.html"));
    }

    /// <summary>The report's file, as the command returned it.</summary>
    public string Report { get; }

    /// <summary>The report as a browser finds it.</summary>
    public Uri Address { get; }

    public void Dispose() => _folder.Dispose();

    private static string Table()
    {
        var table = new StringBuilder("key,model,prompt,aspect_ratio,duration,mode,mv,custom,gpt_description_prompt,text\n");
        for (int i = 0; i < Tasks; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"shot-{i + 1:000}");
            string prompt = i < Hostile.Length ? Hostile[i] : string.Create(CultureInfo.InvariantCulture, $"A fox in snow, take {i + 1}");
            table.AppendLine(string.Join(',', Row(i < Hostile.Length ? 0 : i % 9, key, prompt).Select(Cell)));
        }

        return table.ToString();
    }

    private static IEnumerable<string> Row(int kind, string key, string prompt) => kind switch
    {
        1 => [key, "kuaishou/kling-2.6", prompt, "9:16", "5", "std", "", "", "", ""],
        2 => [key, "suno-ai/music", "", "", "", "", "chirp-v4", "false", prompt, ""],
        3 => [key, "suno-ai/lyrics", prompt, "", "", "", "remi-v1", "", "", ""],
        4 => [key, "elevenlabs/sound-effect", "", "", "4", "", "", "", "", prompt],
        5 => [key, "openai/gpt-image-1.5", prompt, "1:1", "", "", "", "", "", ""],
        7 or 8 => [key, "elevenlabs/sound-effect", "", "", "1", "", "", "", "", prompt],
        _ => [key, "google/nano-banana", prompt, kind == 0 ? "16:9" : "3:4", "", "", "", "", "", ""],
    };

    private static string Cell(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
