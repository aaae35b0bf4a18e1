using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Text from the pipeline that is not sent, or should not be.</summary>
public sealed class PipelineTextTests
{
    [Theory]
    [InlineData("-Prompt wolf")]
    [InlineData("-Input @{ prompt = 'wolf' }")]
    [InlineData("-Input @{ Prompt = 'wolf' }")]
    public void Text_that_a_given_prompt_overrides_is_told_once(string argument)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"'fox', 'owl', 'cat' | New-GenTask google/nano-banana -AspectRatio 1:1 {argument}");

        Assert.Equal(["wolf", "wolf", "wolf"], run.Clean.Select(task => task.Input("prompt")));
        Assert.Contains("text from the pipeline is not used", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_s_value_that_an_argument_overrides_is_not_told()
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Empty(host.Run("@{ prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask google/nano-banana -AspectRatio 16:9 -Prompt wolf").Warnings);
    }

    [Theory]
    [InlineData("https://example.com/a.png", "web address")]
    [InlineData(" https://example.com/a.png ", "web address")]
    [InlineData("96b69d7c-73d9-4a18-813c-9cf3e51ef5b4", "id of a task")]
    [InlineData("01k76zrfzfe8988e06b8pg3wen", "id of a task")]
    public void A_result_s_address_and_a_task_s_id_are_no_prompts(string text, string what)
    {
        using ModuleHost host = ModuleHost.Connected();

        foreach (string prompt in (string[])["", "-Prompt run"])
        {
            RunResult run = host.Run($"'{text}' | New-GenTask kuaishou/kling-2.6 {prompt}");

            Assert.Empty(run.Output);
            Assert.Equal("InvalidInput", run.Error.Id());
            run.Error.Says(what, "-Prompt", "Nothing was sent");
        }
    }

    [Fact]
    public void A_prompt_that_names_an_address_is_a_prompt_and_so_is_whatever_is_given_as_one()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run =
            host.Run("'a poster that says https://example.com' | New-GenTask kuaishou/kling-2.6; New-GenTask kuaishou/kling-2.6 -Prompt https://example.com");

        Assert.Equal(["a poster that says https://example.com", "https://example.com"], run.Clean.Select(task => task.Input("prompt")));
    }
}
