using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>What is piped into another model: nothing of it is taken but what a script block takes, and without one nothing is paid for.</summary>
public sealed class PipedChainTests : IDisposable
{
    private const string Film = "New-GenTask kuaishou/kling-2.6 -Prompt run";

    private const string Check = "Test-GenRequest kuaishou/kling-2.6 -Prompt run";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public PipedChainTests()
    {
        _host.GoTo(_folder.Path);
        _folder.Write("rows.csv", "key,prompt,aspect_ratio\nshot 1,fox,1:1\nshot 2,owl,1:1\n");
        _host.Run("""
            $images = Import-GenRequest rows.csv | ForEach-Object { $_ | New-GenTask google/nano-banana | Wait-GenTask }
            $image = $images[0]
            $file = $image | Save-GenOutput .
            """);
    }

    public static TheoryData<string> Ways => [.. Journeys.All];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_row_s_name_and_place_go_along_and_its_input_does_not()
    {
        RunResult run = _host.Run($$"""
            $images | {{Film}} -StartImageUrl { $_.Url } | Wait-GenTask | New-GenTask topaz-labs/video-upscale -Input @{ video_url = { $_.Url } }
            """);

        Assert.Equal(["shot 1", "shot 2"], run.Clean.Texts("Key").Order());
        Assert.DoesNotContain(run.Warnings, warning => warning.Contains("accepted before", StringComparison.Ordinal));
        Assert.Equal(["rows.csv, line 2", "rows.csv, line 3"], run.Output.Texts("Source").Order());
        Assert.All(run.Output, task => Assert.Equal("video_url", Assert.Single(((IDictionary<string, object?>)task.Get("Input")!).Keys)));
        Assert.Equal(_host.Run("Get-GenTask -Model kuaishou/kling-2.6").Clean.Texts("Id").Order(), run.Output.Texts("Parents").Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-StartImageUrl 'https://example.com/a.png'")]
    [InlineData("-StartImageUrl $image")]
    [InlineData("-Duration { 10 }")]
    [InlineData("-StartImageUrl { $image.Url }")]
    [InlineData("-Input @{ start_image_url = { 'https://example.com/a.png' } }")]
    public void Where_no_parameter_uses_the_task_it_is_an_error_before_anything_is_paid(string arguments)
    {
        string why = arguments.Contains('{', StringComparison.Ordinal) ? "no $_ in them" : "no parameter takes anything";
        foreach (string command in (string[])[Film, Film + " -WhatIf", Film.Replace("New-GenTask", "Get-GenPrice", StringComparison.Ordinal), Check])
        {
            RunResult run = _host.Run($"$images | {command} {arguments}");

            Assert.Empty(run.Output);
            Assert.Equal(2, run.Errors.Count);
            Assert.All(run.Errors, error => error.Says("google/nano-banana", "-StartImageUrl { $_.Url }", why, "Nothing was sent"));
        }

        Assert.Equal(2, _host.Run("Get-GenTask").Clean.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_task_that_has_travelled_is_gone_on_from_and_known_by_its_id(string way)
    {
        PSObject film = _host.Run($"{Journeys.Of("$image", way)} | {Film} -StartImageUrl {{ $_.Url }}").Single;

        PSObject image = _host.Run("$image").Single;
        Assert.Equal((image.Text("Url"), image.Text("Id"), "shot 1"), (film.Input("start_image_url"), film.Text("Parents"), film.Text("Key")));
    }

    [Theory]
    [InlineData("$image.Outputs", "{ $_ }")]
    [InlineData("$image.Outputs", "{ $_.Url }")]
    [InlineData("$image.Url", "{ $_ }")]
    [InlineData("$image.Urls", "{ $_ }")]
    [InlineData("$file", "{ $_.Url }")]
    [InlineData("$file", "{ $_.Task }")]
    [InlineData("@{ picture = $image }", "{ $_.picture }")]
    [InlineData("[pscustomobject]@{ prompt = 'walk'; picture = $image.Url }", "{ $_.picture }")]
    public void Results_and_addresses_are_gone_on_from(string piped, string block)
    {
        PSObject film = _host.Run($"{piped} | {Film} -StartImageUrl {block} -IgnoreColumn picture").Single;

        Assert.Equal((_host.Run("$image.Url").Single.ToString(), "run"), (film.Input("start_image_url"), film.Input("prompt")));
    }

    [Theory]
    [InlineData("$file", "{ $_ }", true)]
    [InlineData("$file", "{ $_.Path }", true)]
    [InlineData("[System.IO.FileInfo]::new($file.Path)", "{ $_ }", false)]
    [InlineData("$file.Path", "{ $_ }", false)]
    [InlineData("$file.Name", "{ $_ }", false)]
    public void Files_are_uploaded_once(string piped, string block, bool isLinked)
    {
        RunResult run = _host.Run($"1..2 | ForEach-Object {{ {piped} }} | {Film} -StartImageUrl {block}");

        Assert.Equal(2, run.Clean.Count);
        Assert.Single(run.Output.Select(film => film.Input("start_image_url")).Distinct());
        Assert.StartsWith("https://", (string)run.Output[0].Input("start_image_url")!, StringComparison.Ordinal);
        Assert.Equal(isLinked ? _host.Run("$image.Id").Single.ToString() : "", run.Output[0].Text("Parents"));
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("\\\\server\\share\\a.png", "another machine")]
    [InlineData("aux.png", "names the device")]
    public void What_a_table_must_not_name_it_does_not_name_through_a_block_either(string path, string reason)
    {
        if (!OperatingSystem.IsWindows())
        {
            // There it is a file like any other, and a table must not name it all the same.
            File.Copy(_host.Run("$file.Path").Single.ToString(), Path.Combine(_folder.Path, "aux.png"));
        }

        _folder.Write("evil.csv", $"picture,prompt\n{path},fox\n");

        RunResult run = _host.Run("Import-GenRequest evil.csv | New-GenTask kling-2.6 -StartImageUrl { $_.Input.picture } -IgnoreColumn picture");

        Assert.Empty(run.Output);
        run.Error.Says(reason);
    }

    [Fact]
    public void A_table_s_cell_names_a_file_beside_the_table()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "shots"));
        File.Copy(_host.Run("$file.Path").Single.ToString(), Path.Combine(_folder.Path, "shots", "first.png"));
        _folder.Write("shots/rows.csv", "picture,prompt\nfirst.png,fox\n");

        PSObject film = _host.Run("Import-GenRequest shots/rows.csv | New-GenTask kling-2.6 -StartImageUrl { $_.Input.picture } -IgnoreColumn picture").Single;

        Assert.StartsWith("https://", (string)film.Input("start_image_url")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234'; Model = 'google/nano-banana'; Status = 'Failed'; Error = 'no foxes' }", "it failed (no foxes)")]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234'; Model = 'google/nano-banana'; Status = 'Processing' }", "put Wait-GenTask before")]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234' }", "it has not completed (it is Unknown)")]
    public void A_task_without_a_result_is_an_error_that_says_why_and_the_others_go_on(string task, string reason)
    {
        foreach (string block in (string[])["{ $_.Url }", "{ $_.Urls }", "{ $_.Outputs }", "{ $_.Outputs[0].Url }"])
        {
            RunResult run = _host.Run($"$images[0], ({task}), $images[1] | {Film} -StartImageUrl {block}");

            Assert.Equal(2, run.Output.Count);
            run.Error.Says("abcd1234", reason, "Nothing was sent");
        }
    }

    [Fact]
    public void A_task_whose_failure_was_told_in_the_same_pipeline_is_not_told_again()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 3 -FailureRate 0.5");

        RunResult run = host.Run($$"""
            1..8 | ForEach-Object { "fox $_" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask | {{Film}} -StartImageUrl { $_.Url }
            """);

        Assert.InRange(run.Errors.Count, 1, 7);
        Assert.All(run.Errors, error => Assert.Equal("TaskFailed", error.Id()));
        Assert.Equal(8 - run.Errors.Count, run.Output.Count);
        Assert.Equal(run.Errors.Count, host.Run($"Get-GenTask -Status Failed -Model google/nano-banana | {Film} -StartImageUrl {{ $_.Url }}").Errors.Count);
    }

    [Fact]
    public void A_failed_task_may_be_asked_of_another_model_in_its_own_words()
    {
        PSObject task = _host.Run("""
            $failed = @{ Id = 'abcd1234'; Model = 'google/nano-banana'; Status = 'Failed'; SubmittedAt = '2026-11-24T10:00:00Z'; Key = 'shot 1' }
            $failed.Input = @{ prompt = 'fox'; aspect_ratio = '1:1' }
            [pscustomobject] $failed | New-GenTask google/nano-banana-pro -Prompt { $_.Input.prompt } -AspectRatio { $_.Input.aspect_ratio }
            """).Single;

        Assert.Equal(("fox", "1:1", "shot 1", "abcd1234"), (task.Input("prompt"), task.Input("aspect_ratio"), task.Text("Key"), task.Text("Parents")));
    }

    [Fact]
    public void A_task_of_which_only_the_id_is_known_may_be_gone_on_from()
    {
        PSObject task = _host.Run("""
            [TaskApi.GenTask]@{ Id = 'abcd1234' } |
                New-GenTask higgsfield-ai/speak -Prompt hello -ImageUrl https://example.com/a.png -Quality standard -AudioTaskId { $_.Id }
            """).Single;

        Assert.Equal(("abcd1234", "abcd1234"), (task.Input("audio_task_id"), task.Text("Parents")));
    }

    [Fact]
    public void To_its_own_model_a_task_is_its_request_again_with_what_the_blocks_say()
    {
        RunResult run = _host.Run("""
            $image | New-GenTask google/nano-banana -Prompt { $_.Prompt + ' in snow' }
            $image | New-GenTask -Model google/nano-banana -Prompt 'a hat' -ImageUrls { $_.Url }
            """);

        Assert.Equal(["fox in snow", "a hat"], run.Clean.Select(task => task.Input("prompt")));
        Assert.All(run.Output, task => Assert.Equal(("1:1", "shot 1"), (task.Input("aspect_ratio"), task.Text("Key"))));
        Assert.Equal(["", _host.Run("$image.Id").Single.ToString()], run.Output.Texts("Parents"));
    }

    [Fact]
    public void Sent_again_a_film_keeps_the_picture_that_it_came_from()
    {
        PSObject again = _host.Run($"$image | {Film} -StartImageUrl {{ $_.Url }} | Wait-GenTask | New-GenTask").Single;

        Assert.Equal((_host.Run("$image.Id").Single.ToString(), "kuaishou/kling-2.6"), (again.Text("Parents"), again.Text("Model")));
    }

    [Fact]
    public void What_is_not_wanted_any_more_is_not_sent()
    {
        RunResult run = _host.Run($"$images | {Film} -StartImageUrl {{ $_.Url }} -ThrottleLimit 1 | Select-First 1");

        Assert.Single(run.Clean);
        Assert.InRange(_host.Run("Get-GenTask -Model kuaishou/kling-2.6").Clean.Count, 1, 2);
    }

    [Theory]
    [InlineData("[System.Management.Automation.ErrorRecord]::new([System.Exception]::new('no'), 'Id', 'NotSpecified', $null)")]
    [InlineData("[System.Exception]::new('no')")]
    [InlineData("@{}")]
    public void What_nobody_means_to_pipe_is_an_error_with_blocks_too(string piped)
    {
        RunResult run = _host.Run($"{piped} | New-GenTask kuaishou/kling-2.6 -Prompt {{ \"$_\" }}");

        Assert.Empty(run.Output);
        run.Error.Says("is no request", "Nothing was sent");
    }
}
