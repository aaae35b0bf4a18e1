using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Tasks from rows that come down the pipeline.</summary>
public sealed class RowTests
{
    [Fact]
    public void A_row_that_names_its_model_needs_nothing_else()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run("[pscustomobject]@{ Model = 'kuaishou/kling-2.6'; Prompt = 'fox'; Duration = '10'; Mode = 'std' } | New-GenTask").Single;

        Assert.Equal(("kuaishou/kling-2.6", "fox", (object)10L, "std"),
            (task.Text("Model"), task.Input("prompt"), task.Input("duration")!, task.Input("mode")));
    }

    [Fact]
    public void A_model_on_the_line_serves_rows_without_one_and_wins_over_theirs()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run =
            host.Run("[pscustomobject]@{ prompt = 'fox' }, [pscustomobject]@{ prompt = 'owl'; model = 'openai/sora-2' } | New-GenTask kuaishou/kling-2.6");

        Assert.Equal(["kuaishou/kling-2.6", "kuaishou/kling-2.6"], run.Clean.Texts("Model"));
        Assert.Equal(["fox", "owl"], run.Output.Select(task => task.Input("prompt")));
    }

    [Theory]
    [InlineData("-Duration 10 -AspectRatio 9:16")]
    [InlineData("-Input @{ duration = 10; AspectRatio = '9:16' }")]
    public void What_is_given_on_the_line_wins_over_the_row(string arguments)
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task =
            host.Run($"[pscustomobject]@{{ Prompt = 'fox'; Duration = '5'; 'Aspect Ratio' = '1:1' }} | New-GenTask kuaishou/kling-2.6 {arguments}").Single;

        Assert.Equal(("fox", (object)10L, "9:16"), (task.Input("prompt"), task.Input("duration")!, task.Input("aspect_ratio")));
    }

    [Theory]
    [InlineData("@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1' }")]
    [InlineData("[ordered]@{ Model = 'google/nano-banana'; Prompt = 'fox'; AspectRatio = '1:1' }")]
    [InlineData("@{ model = 'google/nano-banana'; input = @{ prompt = 'fox'; aspect_ratio = '1:1' } }")]
    [InlineData("[pscustomobject]@{ model = 'google/nano-banana'; input = [pscustomobject]@{ prompt = 'fox'; aspect_ratio = '1:1' } }")]
    public void A_request_is_a_flat_or_a_nested_object(string row)
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run($"{row} | New-GenTask").Single;

        Assert.Equal(("google/nano-banana", "fox", "1:1"), (task.Text("Model"), task.Input("prompt"), task.Input("aspect_ratio")));
    }

    [Fact]
    public void Plain_text_is_a_prompt()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("'a fox', 'an owl' | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Equal(["a fox", "an owl"], run.Clean.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void Rows_can_be_an_argument_too()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("New-GenTask google/nano-banana -Request 'a fox', @{ prompt = 'an owl' } -AspectRatio 1:1");

        Assert.Equal(["a fox", "an owl"], run.Clean.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void Empty_cells_are_not_sent()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run(
            "[pscustomobject]@{ prompt = 'fox'; duration = ''; mode = $null; aspect_ratio = '  '; enable_audio = '' } | New-GenTask kuaishou/kling-2.6").Single;

        Assert.Equal(["prompt"], ((System.Collections.Generic.IDictionary<string, object?>)task.Get("Input")!).Keys);
    }

    [Fact]
    public void An_unknown_column_is_one_warning_for_the_whole_pipeline()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("1..5 | ForEach-Object { [pscustomobject]@{ prompt = \"fox $_\"; aspect_ratio = '1:1'; promt = 'x'; note = 'y' } } | " +
            "New-GenTask google/nano-banana");

        Assert.Equal(5, run.Clean.Count);
        Assert.Equal(2, run.Warnings.Count);
        Assert.Contains(run.Warnings,
            warning => warning.Contains("'promt'", StringComparison.Ordinal) && warning.Contains("prompt?", StringComparison.Ordinal));
        Assert.Contains(run.Warnings, warning => warning.Contains("'note'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prompts.csv")]
    [InlineData("shots: take 2.csv")]
    public void An_unknown_column_is_one_warning_for_a_whole_file(string file)
    {
        using ModuleHost host = ModuleHost.Connected();
        host.Set("file", file);

        RunResult run = host.Run("""
            1..3 | ForEach-Object {
                $row = [pscustomobject]@{ Model = 'google/nano-banana'; Input = @{ prompt = 'fox'; aspect_ratio = '1:1'; note = 'y' }
                    IsRow = $true; Source = "$file, line $_" }
                $row.PSObject.TypeNames.Insert(0, 'Deserialized.TaskApi.GenRequest')
                $row
            } | New-GenTask
            """);

        Assert.Equal(3, run.Clean.Count);
        Assert.StartsWith($"{file}, line 1: the column 'note'", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_is_one_warning_for_each_model_that_does_not_know_it()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("'google/nano-banana', 'me/unheard-of', 'openai/gpt-image-1', 'google/nano-banana', 'me/unheard-of' | ForEach-Object { " +
            "[pscustomobject]@{ model = $_; prompt = 'fox'; aspect_ratio = '1:1'; note = 'y' } } | New-GenTask -WhatIf");

        Assert.Equal(["google/nano-banana", "'me/unheard-of'", "openai/gpt-image-1"],
            run.Warnings.Select(warning => warning.Split(' ').First(word => word.Contains('/', StringComparison.Ordinal))));
    }

    [Fact]
    public void A_value_without_effect_is_a_warning_for_each_row()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("1..2 | ForEach-Object { @{ model = 'elevenlabs/speech-to-text'; audio_url = 'https://a.example/1.mp3'; " +
            "diarization_threshold = 0.5 } } | New-GenTask -WhatIf");

        Assert.Equal(2, run.Warnings.Count);
        Assert.All(run.Warnings, warning => Assert.Contains("has no effect here", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Tasks_come_out_in_the_order_of_their_rows()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("1..30 | ForEach-Object { @{ prompt = \"fox $_\"; aspect_ratio = '1:1' } } | New-GenTask google/nano-banana");

        Assert.Equal(Enumerable.Range(1, 30).Select(number => $"fox {number}"), run.Clean.Select(task => task.Input("prompt")));
        Assert.Equal(30, run.Output.Texts("Id").Distinct().Count());
    }

    [Fact]
    public void Rows_are_sent_in_their_order_though_many_are_under_way()
    {
        const string rows = "1..10 | ForEach-Object { \"fox $_\" }";
        using ModuleHost together = ModuleHost.Connected();
        using ModuleHost oneByOne = ModuleHost.Connected();

        // With the same seed the service numbers tasks alike in the order in which they arrive.
        string[] ids = together.Run($"{rows} | New-GenTask google/nano-banana -AspectRatio 1:1").Clean.Texts("Id");

        Assert.Equal(oneByOne.Run($"{rows} | ForEach-Object {{ New-GenTask google/nano-banana -Prompt $_ -AspectRatio 1:1 }}").Clean.Texts("Id"), ids);
    }

    [Fact]
    public void A_bad_row_is_one_error_and_the_others_go_on()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("'1:1', '7:7', '16:9' | ForEach-Object { @{ prompt = 'fox'; aspect_ratio = $_ } } | New-GenTask google/nano-banana");

        Assert.Equal(["1:1", "16:9"], run.Output.Select(task => task.Input("aspect_ratio")));
        run.Error.Says("aspect_ratio", "'7:7'", "1:1, 2:3", "was not sent");
    }

    [Theory]
    [InlineData("42")]
    [InlineData("[datetime]::Now")]
    [InlineData("$true")]
    public void What_is_no_request_is_an_error_and_the_others_go_on(string item)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"'fox', ({item}), 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Equal(["fox", "owl"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says("no request", "Nothing was sent");
    }

    [Fact]
    public void Nothing_in_is_nothing_out()
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Empty(host.Run("@() | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1").Clean);
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_name_for_the_request_stays_with_the_task_and_is_not_sent()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run("@{ key = 'shot 1'; prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask google/nano-banana").Single;

        Assert.Equal("shot 1", task.Text("Key"));
        Assert.Null(task.Input("key"));
    }

    [Fact]
    public void As_many_requests_are_under_way_as_the_throttle_limit_allows_and_never_more()
    {
        const int rows = 12;
        const int limit = 3;
        using var host = new ModuleHost();
        var service = new HeldTransport();
        FastClient.Connect(host, "https://api.example.com", speed: 200, TimeSpan.FromSeconds(100), service);
        using Background busy =
            Background.AtOnce(host, $"1..{rows} | ForEach-Object {{ \"fox $_\" }} | New-GenTask google/nano-banana -AspectRatio 1:1 -ThrottleLimit {limit}");

        for (int accepted = 0; accepted < rows; accepted++)
        {
            Assert.True(service.BecomesBusy(Math.Min(limit, rows - accepted)));
            service.AcceptOne();
        }

        Assert.Equal(rows, busy.End().Clean.Count);
        Assert.Equal(limit, service.Most);
    }

    [Fact]
    public void The_throttle_limit_does_not_change_what_comes_out()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("1..12 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 -ThrottleLimit 1");

        Assert.Equal(Enumerable.Range(1, 12).Select(number => $"fox {number}"), run.Clean.Select(task => task.Input("prompt")));
    }
}
