using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Formatting;

/// <summary>What a prompt shows.</summary>
public sealed class TableTests
{
    private const string Picture = "google/nano-banana -Prompt fox -AspectRatio 1:1";

    [Theory]
    [InlineData("New-GenTask " + Picture + " | Wait-GenTask", "Label Model Status Cost Id", "nano-banana")]
    [InlineData("Get-GenModel kling-2.6", "Id Kind Description", "kuaishou/kling-2.6")]
    [InlineData("(Get-GenModel kling-2.6).Parameters", "Name Type Required Allowed Description", "duration")]
    [InlineData("Get-GenPrice " + Picture, "Model Cost IsQuoted Label", "0.0250")]
    [InlineData("New-GenTask " + Picture + " | Wait-GenTask | Save-GenOutput $folder", "Model MediaType Length Name", "image/png")]
    [InlineData("(New-GenTask " + Picture + " | Wait-GenTask).Outputs", "Name Kind Result", "image_url")]
    [InlineData(ModuleHost.FastService, "Endpoint IsLocal IsClosed", "True")]
    [InlineData("Import-GenRequest $prompts", "Model Label Input", "prompts.csv, line 2")]
    public void An_object_is_a_line_of_a_narrow_table(string script, string columns, string value)
    {
        using var folder = new TemporaryFolder();
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.Set("folder", folder.Path);
        host.Set("prompts", folder.Write("prompts.csv", "model,prompt\ngoogle/nano-banana,fox\n"));
        host.Run(ModuleHost.FastService);

        Assert.Empty(host.Run($"{script} | Out-Host").Clean);

        string[] lines = screen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(columns, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith("--", lines[1].TrimStart(), StringComparison.Ordinal);
        Assert.Contains(lines.Skip(2), line => line.Contains(value, StringComparison.Ordinal));
        Assert.InRange(columns.Split(' ').Length, 1, 6);
    }

    [Theory]
    [InlineData("Test-GenRequest " + Picture)]
    [InlineData("Get-GenPrice " + Picture + " -Summary")]
    [InlineData("(Test-GenRequest google/nano-banana).Problems")]
    public void Every_object_has_at_most_five_columns_or_a_view_of_its_own(string script)
    {
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.Run(ModuleHost.FastService);

        Assert.Empty(host.Run($"{script} | Out-Host").Clean);

        string[] lines = screen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("^[- ]+$", lines[1]);
        Assert.InRange(lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, 1, 5);
    }

    [Fact]
    public void A_rehearsal_is_told_to_the_host()
    {
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);

        host.Run($"{ModuleHost.FastService} | ForEach-Object {{ }}; New-GenTask {Picture} -WhatIf");

        Assert.Contains("google/nano-banana", screen.Text, StringComparison.Ordinal);
        Assert.Contains("Create a paid generation task", screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rehearsal_tells_requests_apart_by_their_prompts_or_their_lines()
    {
        using var folder = new TemporaryFolder();
        folder.Write("boats.csv", "prompt,aspect_ratio\na red boat,1:1\n");
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.GoTo(folder.Path);

        host.Run($"{ModuleHost.FastService} | ForEach-Object {{ }}; 'a fox', ('an owl ' + 'that flies ' * 20) | New-GenTask google/nano-banana -AspectRatio " +
            "1:1 -WhatIf; Import-GenRequest boats.csv | New-GenTask google/nano-banana -WhatIf");

        string text = screen.Text.ReplaceLineEndings("");
        Assert.Contains("google/nano-banana 'a fox'", text, StringComparison.Ordinal);
        Assert.Contains("...'", text, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Concat(Enumerable.Repeat("that flies ", 8)), text, StringComparison.Ordinal);
        Assert.Contains("google/nano-banana (boats.csv, line 2)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Costs_are_written_with_a_point_whatever_the_culture()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("[cultureinfo]::CurrentCulture = 'de-DE'; $duration = (New-GenTask kuaishou/kling-2.6 -Prompt fox -Duration " +
            "10).Input['duration']; Get-GenPrice black-forest-labs/flux.2-flex -Prompt fox -Cfg 2.5 | ForEach-Object { " +
            "$_.Request.Input['cfg'].ToString([cultureinfo]::InvariantCulture) }; $duration");

        Assert.Equal(["2.5", 10L], run.Values);
    }
}
