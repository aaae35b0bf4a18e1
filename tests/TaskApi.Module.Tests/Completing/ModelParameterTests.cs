using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Completing;

/// <summary>The parameters that a command gets from the model on its line.</summary>
public sealed class ModelParameterTests
{
    [Theory]
    [InlineData("kuaishou/kling-2.6", "Duration", "Int64", "5 10", "Length of the video")]
    [InlineData("kuaishou/kling-2.6", "EnableAudio", "Boolean", "", "sound")]
    [InlineData("kuaishou/kling-2.6", "Voices", "Object[]", "", "voices")]
    [InlineData("google/veo-3.1-fast", "Resolution", "String", "720p 1080p 4k", "")]
    [InlineData("google/veo-3.1-fast", "ReferenceImageUrls", "String[]", "", "")]
    [InlineData("openai/sora-2", "Duration", "Int64", "5 10 15 20", "seconds")]
    [InlineData("google/nano-banana", "AspectRatio", "String", "1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9", "Needed.")]
    [InlineData("openai/gpt-image-1", "Quality", "String", "low medium high", "")]
    [InlineData("black-forest-labs/flux.2-flex", "Steps", "Int64", "", "From 1 to 50.")]
    [InlineData("black-forest-labs/flux.2-flex", "Cfg", "Decimal", "", "From 1.5 to 10.")]
    [InlineData("suno-ai/music", "Mv", "String", "chirp-v3-5 chirp-v4 chirp-auk chirp-bluejay chirp-crow", "Needed.")]
    [InlineData("suno-ai/music", "AdvancedSettings", "Object", "", "")]
    [InlineData("higgsfield-ai/tts", "Speed", "Decimal", "", "")]
    [InlineData("elevenlabs/sound-effect", "Loop", "Boolean", "", "repeats")]
    [InlineData("elevenlabs/sound-effect", "PromptInfluence", "Decimal", "", "From 0 to 1.")]
    public void A_parameter_of_the_model_has_its_type_its_values_and_its_help(string model, string name, string type, string values, string help)
    {
        using var host = new ModuleHost();

        PSObject parameter = host.Run($"(Get-Command New-GenTask -ArgumentList {model}).Parameters['{name}']").Single;

        Assert.Equal(type, ((Type)parameter.Get("ParameterType")!).Name);
        var attributes = parameter.List("Attributes").Select(attribute => attribute.BaseObject).ToList();
        Assert.Equal(values, string.Join(' ', attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)));
        string? message = Assert.Single(attributes.OfType<ParameterAttribute>()).HelpMessage;
        Assert.False(string.IsNullOrWhiteSpace(message));
        Assert.Contains(help, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "AspectRatio Duration EnableAudio EndImageUrl Prompt StartImageUrl Voices")]
    [InlineData("google/nano-banana", "AspectRatio ImageUrls Prompt")]
    [InlineData("suno-ai/lyrics", "Mv Prompt")]
    public void The_model_decides_which_parameters_there_are(string model, string expected)
    {
        using var host = new ModuleHost();

        RunResult run = host.Run($"(Get-Command Get-GenPrice -ArgumentList {model}).Parameters.Values | Where-Object IsDynamic | ForEach-Object Name");

        Assert.Equal(expected, string.Join(' ', run.Clean.Select(name => name.ToString()).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("New-GenTask no/such-model")]
    public void Without_a_known_model_there_are_only_the_static_parameters(string line)
    {
        using var host = new ModuleHost();

        string[] names = Completion.Names(host, line + " -");

        Assert.Contains("Input", names);
        Assert.DoesNotContain("Prompt", names);
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "Duration", "D")]
    [InlineData("openai/sora-2-pro", "CharacterPrompt", "Ch")]
    [InlineData("hailuo/minimax-2.3", "PromptOptimization", "PromptO")]
    [InlineData("google/nano-banana-pro", "Resolution", "Reso")]
    [InlineData("openai/gpt-image-1.5", "Quality", "Q")]
    [InlineData("kuaishou/kling-o1-image", "ImageUrls", "Im")]
    [InlineData("suno-ai/music", "MakeInstrumental", "M")]
    [InlineData("suno-ai/stems", "ClipId", "C")]
    [InlineData("elevenlabs/speech-to-text", "NumSpeakers", "N")]
    public void Tab_completes_the_names_of_the_models_parameters(string model, string name, string beginning)
    {
        using var host = new ModuleHost();

        Assert.Contains(name, Completion.Names(host, $"New-GenTask {model} -{beginning}"));
        Assert.Contains(name, Completion.Names(host, $"Get-GenPrice -Model {model} -Prompt x -{beginning}"));
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "Duration", "5 10")]
    [InlineData("google/veo-3.1-quality", "AspectRatio", "16:9 9:16")]
    [InlineData("hailuo/minimax-2.0", "Resolution", "1080p 512p 768p")]
    [InlineData("openai/gpt-image-1", "AspectRatio", "1:1 2:3 3:2")]
    [InlineData("google/nano-banana-pro", "Resolution", "1k 2k 4k")]
    [InlineData("black-forest-labs/flux.2-pro", "Quality", "1K 2K")]
    [InlineData("suno-ai/lyrics", "Mv", "default remi-v1")]
    [InlineData("suno-ai/cover", "Mv", "chirp-auk chirp-bluejay chirp-crow chirp-v3-5 chirp-v4")]
    [InlineData("higgsfield-ai/speak", "Quality", "high standard")]
    public void Tab_completes_the_values_that_the_model_allows(string model, string name, string values)
    {
        using var host = new ModuleHost();

        string[] offered = Completion.Texts(host, $"New-GenTask {model} -{name} ");

        Assert.Equal(values.Split(' ').Order(StringComparer.Ordinal), offered.Select(text => text.Trim('\'')).Order(StringComparer.Ordinal));
    }
}
