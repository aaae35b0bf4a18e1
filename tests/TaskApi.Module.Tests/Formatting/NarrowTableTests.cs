using System;
using System.Collections.Generic;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Formatting;

/// <summary>Tables on screens of 80 and 120 columns: what tells their lines apart is there on both.</summary>
public sealed class NarrowTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Tasks_are_told_apart_by_their_keys_or_lines_or_prompts(int width)
    {
        string[] lines = Show(width, """
            @{ key = 'fox'; model = 'google/nano-banana'; prompt = 'a fox in snow'; aspect_ratio = '1:1' } | New-GenTask
            Import-GenRequest a-table-with-a-long-name.csv | New-GenTask
            'a red boat on a lake at dawn' | New-GenTask kuaishou/kling-2.6
            New-GenTask topaz-labs/image-upscale -Input @{ image_url = 'https://example.com/pictures/of/a/fox.png' } -WarningAction Ignore
            """);

        Assert.Contains(lines, line => line.StartsWith("fox ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("-name.csv, line 3", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("a red boat on a l... ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("/of/a/fox.png", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void A_batchs_money_is_there_whole_both_what_is_told_and_what_is_estimated(int width)
    {
        string[] lines = Show(width, """
            'fox' | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly | Wait-GenTask | Out-Null
            'owl' | New-GenTask google/nano-banana -AspectRatio 1:1 -Batch nightly | Out-Null
            Get-GenBatch
            """);

        Assert.Contains(lines, line => line.StartsWith("nightly ", StringComparison.Ordinal) && line.EndsWith(" 0.0250+~0.0250", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void The_end_of_a_models_name_survives_and_its_provider_goes_first(int width)
    {
        string[] lines = Show(width, """
            New-GenTask kuaishou/kling-2.6 -Prompt fox
            New-GenTask black-forest-labs/flux.2-flex -Prompt fox
            @{ model = 'kuaishou/kling-3.0-omni-video-edit'; prompt = 'fox'; video_url = 'https://example.com/a.mp4' } | New-GenTask
            [TaskApi.GenTask]@{ Id = 'abcd'; Model = 'someone/a-model-with-a-name-that-no-table-has-room-for-v2' }
            """);

        Assert.Contains(lines, line => line.Contains(" kling-2.6 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" flux.2-flex ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" kling-3.0-omni-video-edit ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("has-room-for-v2 ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_id_is_whole_where_there_is_room_and_begins_as_file_names_have_it_where_there_is_none()
    {
        const string Id = "96b69d7c-73d9-4a18-813c-9cf3e51ef5b4";
        string[] narrow = Show(80, $"[TaskApi.GenTask]@{{ Id = '{Id}'; Key = 'fox' }}");
        string[] wide = Show(120, $"[TaskApi.GenTask]@{{ Id = '{Id}'; Key = 'fox' }}");

        Assert.Contains(narrow, line => line.Contains(Id[..9], StringComparison.Ordinal) && !line.Contains(Id, StringComparison.Ordinal));
        Assert.Contains(wide, line => line.Contains(Id, StringComparison.Ordinal));
        Assert.All([narrow, wide], lines => Assert.Equal("Label Model Status Cost Id", Headers(lines)));
    }

    [Theory]
    [InlineData("New-GenTask nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; New-GenTask sora-2 -Prompt fox -Duration 10 | Wait-GenTask",
        "0.0250 0.1000")]
    [InlineData("Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1; Get-GenPrice openai/sora-2 -Prompt fox -Duration 10", "0.0250 0.1000")]
    [InlineData("@('fox', 'owl' | Get-GenPrice openai/sora-2 -Duration 10 -Summary).Models", "0.2000")]
    [InlineData("'fox', 'owl' | Get-GenPrice openai/sora-2 -Duration 10 -Summary", "0.2000 0.2000")]
    public void Money_has_four_decimals_and_a_point_in_every_line_and_culture(string script, string amounts)
    {
        string[] lines = Show(80, $"[cultureinfo]::CurrentCulture = 'de-DE'; {script}");

        IEnumerable<string> words = lines.Skip(2).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(amounts, string.Join(' ', words.Where(word => word.StartsWith("0.", StringComparison.Ordinal) && word.Length == 6)));
        Assert.DoesNotContain(lines, line => line.Contains("0,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-GenPrice kuaishou/kling-2.6 -Prompt 'a fox in snow'", "kling-2.6", "a fox in snow")]
    [InlineData("Test-GenRequest kuaishou/kling-2.6 -Prompt 'a fox in snow'", "kling-2.6", "a fox in snow")]
    [InlineData("Import-GenRequest a-table-with-a-long-name.csv", "nano-banana", "line 3")]
    [InlineData("New-GenTask google/nano-banana -Prompt 'a fox' -AspectRatio 1:1 | Wait-GenTask | Save-GenOutput out", "nano-banana", "image/png")]
    public void Other_objects_are_told_apart_at_80_columns_too(string script, string model, string what)
    {
        Assert.Contains(Show(80, script), line => line.Contains(model, StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal));
    }

    private static string Headers(IEnumerable<string> lines) => string.Join(' ', lines.First().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private string[] Show(int width, string script)
    {
        var screen = new CapturingHost(width);
        using var host = new ModuleHost(screen);
        _folder.Write("a-table-with-a-long-name.csv", "model,prompt,aspect_ratio\ngoogle/nano-banana,fox,1:1\ngoogle/nano-banana,fox,1:1\n");
        host.Run(ModuleHost.FastService);
        host.GoTo(_folder.Path);
        Assert.Empty(host.Run($"& {{ {script} }} | Out-Host").Clean);
        string[] lines = screen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        return lines;
    }
}
