using System;
using System.Collections.Generic;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Tasks from the command line.</summary>
public sealed class NewGenTaskTests
{
    private const string Picture = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1";

    [Fact]
    public void A_task_comes_back_as_soon_as_the_service_has_accepted_it()
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);

        PSObject task = host.Run("New-GenTask kuaishou/kling-2.6 -Prompt 'a fox in snow' -Duration 10 -Mode pro").Single;

        Assert.Equal(("kuaishou/kling-2.6", "Pending", "Video"), (task.Text("Model"), task.Text("Status"), task.Text("Kind")));
        Assert.Equal(("a fox in snow", (object)10L, "pro"), (task.Input("prompt"), task.Input("duration")!, task.Input("mode")));
        Assert.NotEmpty(task.Text("Id"));
        Assert.Equal(task.Text("Id"), task.ToString());
        Assert.InRange((DateTimeOffset)task.Get("SubmittedAt")!, DateTimeOffset.Now.AddMinutes(-1), DateTimeOffset.Now.AddMinutes(1));
        Assert.Null(task.Get("CompletedAt"));
        Assert.Empty(task.List("Outputs"));
    }

    [Theory]
    [InlineData("-Duration 5.5", "5.5")]
    [InlineData("-Duration '5.5'", "5.5")]
    [InlineData("-Duration '2,5'", "2,5")]
    [InlineData("-Duration 7", "7")]
    [InlineData("-Duration $null", "duration")]
    [InlineData("-Duration ten", "ten")]
    [InlineData("-EnableAudio perhaps", "perhaps")]
    public void A_value_that_does_not_fit_is_an_error_and_is_neither_rounded_nor_sent(string argument, string named)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"New-GenTask kuaishou/kling-2.6 -Prompt fox {argument}");

        Assert.Empty(run.Output);
        run.Error.Says(named);
        Assert.Equal(ErrorCategory.InvalidData, run.Error.CategoryInfo.Category);
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Theory]
    [InlineData("-EnableAudio $true", true)]
    [InlineData("-EnableAudio yes", true)]
    [InlineData("-EnableAudio 0", false)]
    public void A_flag_takes_the_words_that_tables_use(string argument, bool expected)
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Equal(expected, host.Run($"New-GenTask kuaishou/kling-2.6 -Prompt fox {argument}").Single.Input("enable_audio"));
    }

    [Theory]
    [InlineData("-ImageUrls https://a.example/1.png, https://a.example/2.png")]
    [InlineData("-ImageUrls 'https://a.example/1.png; https://a.example/2.png'")]
    [InlineData("-Input @{ image_urls = 'https://a.example/1.png', 'https://a.example/2.png' }")]
    [InlineData("-Input @{ ImageUrls = '[\"https://a.example/1.png\",\"https://a.example/2.png\"]' }")]
    public void A_list_is_an_array_or_text(string argument)
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run($"{Picture} {argument}").Single;

        Assert.Equal(["https://a.example/1.png", "https://a.example/2.png"], Assert.IsAssignableFrom<IEnumerable<object?>>(task.Input("image_urls")));
    }

    [Fact]
    public void Objects_nest_as_hashtables()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run("New-GenTask kuaishou/kling-2.6 -Prompt fox -EnableAudio $true -Voices @{ voice_id = 7 }, @{ voice_id = 8 }").Single;

        var voices = Assert.IsAssignableFrom<IReadOnlyList<object?>>(task.Input("voices"));
        Assert.Equal(2, voices.Count);
        Assert.Equal(8, Assert.IsAssignableFrom<IDictionary<string, object?>>(voices[1])["voice_id"]);
    }

    [Fact]
    public void The_input_as_a_hashtable_is_as_good_as_parameters_and_parameters_win()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run("New-GenTask kuaishou/kling-2.6 -Input @{ prompt = 'fox'; Duration = '10'; 'aspect-ratio' = '1:1' } -Duration 5").Single;

        Assert.Equal(("fox", (object)5L, "1:1"), (task.Input("prompt"), task.Input("duration")!, task.Input("aspect_ratio")));
    }

    [Fact]
    public void An_unknown_parameter_is_an_error_that_names_the_nearest()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("New-GenTask google/nano-banana -Input @{ promt = 'fox'; aspect_ratio = '1:1' }");

        Assert.Empty(run.Output);
        Assert.Equal("InvalidRequest", run.Error.Id());
        run.Error.Says("'promt'", "Did you mean prompt?", "-AllowUnknownParameter", "costs nothing");
    }

    [Fact]
    public void An_unknown_parameter_is_sent_as_it_is_when_that_is_wanted()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"{Picture} -Input @{{ sparkle = 3 }} -AllowUnknownParameter");

        // The emulated service knows no such parameter either, but now it is the service that says so.
        Assert.Equal("RequestRefused", run.Error.Id());
        run.Error.Says("sparkle", "Nothing was charged");
    }

    [Fact]
    public void A_model_whose_parameters_are_not_documented_takes_any()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run("New-GenTask topaz-labs/image-upscale -Input @{ image_url = 'https://a.example/1.png'; sparkle = 3 }").Single;

        Assert.Equal(3, task.Input("sparkle"));
    }

    [Theory]
    [InlineData("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Mode pro", "mode")]
    [InlineData("New-GenTask google/nano-banana -Prompt fox", "aspect_ratio")]
    [InlineData("New-GenTask kuaishou/kling-2.6", "prompt")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt fox -Mode best", "best")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -StartImageUrl C:\\fox.png", "start_image_url")]
    [InlineData("New-GenTask -Input @{ prompt = 'fox' }", "-Model")]
    [InlineData("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -CallbackUrl nowhere", "callback_url")]
    public void A_request_that_breaks_a_rule_is_not_sent_and_the_error_says_all_about_it(string script, string named)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run(script);

        Assert.Empty(run.Output);
        Assert.Equal(("InvalidRequest", ErrorCategory.InvalidData), (run.Error.Id(), run.Error.CategoryInfo.Category));
        Assert.Equal("InvalidRequest,TaskApi.Commands.NewGenTaskCommand", run.Error.FullyQualifiedErrorId);
        Assert.Contains("Get-GenModel", run.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("TaskApi.GenRequest", run.Error.TargetObject.GetType().FullName);
        run.Error.Says(named, "costs nothing");
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_rehearsal_submits_nothing()
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Empty(host.Run($"{Picture} -WhatIf; 'fox', 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1 -WhatIf").Clean);
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_rehearsal_finds_the_mistakes_too()
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Equal("InvalidRequest", host.Run("New-GenTask google/nano-banana -Prompt fox -WhatIf").Error.Id());
    }

    [Fact]
    public void The_same_seed_makes_the_same_tasks()
    {
        using ModuleHost first = ModuleHost.Connected();
        using ModuleHost second = ModuleHost.Connected();

        Assert.Equal(first.Run(Picture).Single.Text("Id"), second.Run(Picture).Single.Text("Id"));
    }
}
