using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Completing;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("New-GenTask kuaishou/kling-2.6", "kuaishou/kling-2.6 kuaishou/kling-2.6-motion-control")]
    [InlineData("New-GenTask -Model openai/s", "openai/sora-2 openai/sora-2-pro")]
    [InlineData("New-GenTask -Model sora", "openai/sora-2 openai/sora-2-pro")]
    [InlineData("Get-GenPrice banana", "google/nano-banana google/nano-banana-pro")]
    [InlineData("Get-GenModel LYRICS", "suno-ai/lyrics")]
    [InlineData("Get-GenModel -Name topaz", "topaz-labs/video-upscale topaz-labs/image-upscale topaz-labs/image-generative")]
    [InlineData("Import-GenRequest a.csv -Model veo", "google/veo-3.1-fast google/veo-3.1-quality")]
    [InlineData("New-GenTask 'openai/s", "openai/sora-2 openai/sora-2-pro")]
    [InlineData("New-GenTask -Model \"sora", "openai/sora-2 openai/sora-2-pro")]
    public void A_model_is_found_by_its_beginning_its_name_or_a_part_of_it(string line, string expected)
    {
        using var host = new ModuleHost();

        Assert.Equal(expected.Split(' '), Completion.Texts(host, line).Select(text => text.Trim('\'', '"')));
    }

    [Theory]
    [InlineData("New-GenTask 'openai/sora-2-")]
    [InlineData("New-GenTask \"sora-2-p")]
    [InlineData("New-GenTask sora-2-p")]
    public void A_completed_line_is_a_whole_command(string line)
    {
        using ModuleHost host = ModuleHost.Connected();

        string completed = Completion.Line(host, line);

        Assert.Equal("openai/sora-2-pro", host.Run(completed + " -Prompt fox").Single.Text("Model"));
    }

    [Fact]
    public void Every_model_is_offered_with_what_it_is_for()
    {
        using var host = new ModuleHost();

        var offered = Completion.Of(host, "New-GenTask ");

        Assert.Equal(host.Run("Get-GenModel").Clean.Texts("Id"), offered.Select(result => result.CompletionText));
        Assert.All(offered, result => Assert.Matches("^(Video|Image|Audio): .{10,}", result.ToolTip));
    }

    [Fact]
    public void What_is_in_no_model_completes_to_no_model()
    {
        using var host = new ModuleHost();

        Assert.DoesNotContain(Completion.Texts(host, "New-GenTask -Model zzz"), text => text.Contains('/', System.StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_in_a_variable_counts_when_the_variable_is_set()
    {
        using var host = new ModuleHost();
        host.Set("m", "google/nano-banana");

        Assert.Contains("AspectRatio", Completion.Names(host, "New-GenTask -Model $m -A"));
        Assert.Equal(["21:9", "2:3"],
            Completion.Texts(host, "New-GenTask $m -AspectRatio 2").Select(text => text.Trim('\'')).OrderBy(text => text.Length).Reverse());
        Assert.DoesNotContain("AspectRatio", Completion.Names(host, "New-GenTask -Model $other -A"));
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "", "std pro")]
    [InlineData("kuaishou/kling-2.6", "p", "pro")]
    [InlineData("kuaishou/kling-2.5", "", "pro")]
    [InlineData("kuaishou/kling-3.0-omni-video", "s", "std")]
    public void A_mode_is_one_that_the_model_has(string model, string beginning, string expected)
    {
        using var host = new ModuleHost();

        Assert.Equal(expected.Split(' '), Completion.Texts(host, $"New-GenTask {model} -Mode {beginning}"));
    }

    [Theory]
    [InlineData("Wait-GenTask ")]
    [InlineData("Get-GenTask -Id ")]
    [InlineData("Save-GenOutput -Id ")]
    public void A_task_is_one_that_the_session_knows_newest_first(string line)
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        string[] ids = host.Run("'fox', 'owl', 'elk' | ForEach-Object { New-GenTask google/nano-banana -Prompt $_ -AspectRatio 1:1 }").Clean.Texts("Id");

        CompletionResult[] offered = [.. Completion.Of(host, line)];

        Assert.Equal(ids.Reverse(), offered.Select(result => result.CompletionText));
        Assert.All(offered, result => Assert.StartsWith("google/nano-banana", result.ToolTip, System.StringComparison.Ordinal));
        Assert.Equal([ids[1]], Completion.Texts(host, line + ids[1]));
    }

    [Fact]
    public void Completing_opens_no_session()
    {
        using var host = new ModuleHost();

        Completion.Of(host, "New-GenTask kuaishou/kling-2.6 -Duration ");
        Completion.Of(host, "Wait-GenTask ");

        Assert.Equal("NotConnected", host.Run("Get-GenTask").Error.Id());
    }
}
