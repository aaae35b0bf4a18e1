using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>One task's result as the next one's input: a result stands for its URL where a parameter takes one, and nowhere else.</summary>
public sealed class ChainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();
    private readonly string _url;

    public ChainTests()
    {
        _host.GoTo(_folder.Path);
        _url = _host.Run(
            "$image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; $output = $image.Outputs[0]; $output.Url").Single.ToString();
    }

    public static TheoryData<string, string> Results
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string way in Journeys.All)
            {
                data.Add("$output", way);
                if (way != Journeys.Csv)
                {
                    // Of a table it is another test what its cells hold of a task.
                    data.Add("$image", way);
                }
            }

            data.Add("$image.Outputs", Journeys.None);
            return data;
        }
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void A_result_and_a_task_that_has_one_stand_for_its_URL(string result, string way)
    {
        _host.Run($"$result = {Journeys.Of(result, way)}");
        foreach (string command in (string[])
            [
                "New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $result",
                "New-GenTask kuaishou/kling-2.6 -Prompt run -Input @{ start_image_url = $result }",
                "[pscustomobject]@{ prompt = 'run'; StartImageUrl = $result } | New-GenTask kuaishou/kling-2.6",
                "@{ model = 'kuaishou/kling-2.6'; input = @{ prompt = 'run'; start_image_url = $result } } | New-GenTask",
            ])
        {
            Assert.Equal(_url, _host.Run(command).Single.Input("start_image_url"));
        }
    }

    [Theory]
    [InlineData("-ImageUrls $image, $output, 'https://example.com/b.png'")]
    [InlineData("-Input @{ image_urls = $image, $output, 'https://example.com/b.png' }")]
    public void Also_inside_of_lists(string argument)
    {
        PSObject task = _host.Run($"New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 {argument}").Single;

        Assert.Equal([_url, _url, "https://example.com/b.png"], Assert.IsAssignableFrom<IEnumerable<object?>>(task.Input("image_urls")));
    }

    [Fact]
    public void Also_inside_of_objects_and_for_models_whose_parameters_are_not_documented()
    {
        RunResult run = _host.Run("New-GenTask kuaishou/kling-o1-video -Prompt fox -Elements @(@{ type = 'image'; description = 'a fox'; image_urls = " +
            "@($output, $image) }); New-GenTask topaz-labs/image-upscale -Input @{ image_url = $output }; New-GenTask me/unheard-of -Input @{ " +
            "first_frame_url = $image } -WhatIf");

        Assert.Contains($"image_urls=[{_url},{_url}]", Plain.Show(run.Clean[0].Get("Input")), StringComparison.Ordinal);
        Assert.Equal(_url, run.Output[1].Input("image_url"));
    }

    [Theory]
    [InlineData("-Prompt $output", "prompt")]
    [InlineData("-Input @{ prompt = $image }", "prompt")]
    [InlineData("-Prompt run -Input @{ duration = $output }", "duration")]
    public void Where_no_URL_is_taken_it_is_an_error(string arguments, string parameter)
    {
        RunResult run = _host.Run($"New-GenTask kuaishou/kling-2.6 {arguments}");

        Assert.Empty(run.Output);
        run.Error.Says(parameter, "takes no result of a task", "$output.Url");
        Assert.Single(_host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_model_whose_parameters_are_not_documented_takes_none_where_the_name_tells_of_no_URL()
    {
        RunResult run = _host.Run("New-GenTask topaz-labs/image-upscale -Input @{ image_url = 'https://example.com/a.png'; sparkle = $output }");

        Assert.Empty(run.Output);
        run.Error.Says("sparkle", "takes no result of a task");
    }

    [Theory]
    [InlineData("(New-GenTask suno-ai/music -Input @{ custom = $false; mv = 'chirp-v4'; gpt_description_prompt = 'a song' } | Wait-GenTask)", "has 2 results")]
    [InlineData("(New-GenTask suno-ai/music -Input @{ custom = $false; mv = 'chirp-v4'; gpt_description_prompt = 'a song' } | Wait-GenTask).Outputs",
        "2 results are given")]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234' }", "Get-GenTask")]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234'; Status = 'Processing' }", "has not completed (it is Processing)")]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234'; Status = 'Failed'; Error = 'no foxes today' }", "no foxes today")]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234'; Status = 'Completed' }", "without a result")]
    [InlineData("[TaskApi.GenOutput]@{ Name = 'lyrics'; Text = 'la la la' }", "no file that has one")]
    public void What_has_no_one_URL_is_an_error_that_says_why(string value, string reason)
    {
        _host.Run($"$value = {value}");
        int before = _host.Run("Get-GenTask").Clean.Count;
        foreach (string command in (string[])
            [
                "New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $value",
                "New-GenTask kuaishou/kling-2.6 -Prompt run -Input @{ start_image_url = $value }",
                "[pscustomobject]@{ prompt = 'run'; StartImageUrl = $value } | New-GenTask kuaishou/kling-2.6",
            ])
        {
            RunResult run = _host.Run(command);

            Assert.Empty(run.Output);
            run.Error.Says("start_image_url", reason);
        }

        Assert.Equal(before, _host.Run("Get-GenTask").Clean.Count);
    }

    [Fact]
    public void A_text_that_is_a_result_can_be_the_next_one_s_text()
    {
        Assert.Equal("la la la", _host.Run(
            "New-GenTask google/nano-banana -Prompt ([TaskApi.GenOutput]@{ Name = 'lyrics'; Text = 'la la la' }) -AspectRatio 1:1").Single.Input("prompt"));
    }

    [Fact]
    public void A_row_with_a_result_that_has_no_URL_is_one_error_and_the_others_go_on()
    {
        RunResult run = _host.Run("$image, [TaskApi.GenTask]@{ Id = 'abcd1234' }, $output | ForEach-Object { @{ prompt = 'run'; start_image_url = $_ } } | " +
            "New-GenTask kuaishou/kling-2.6");

        Assert.Equal([_url, _url], run.Output.Select(task => task.Input("start_image_url")));
        run.Error.Says("abcd1234");
    }
}
