using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Checking;

/// <summary>What stands beside an input of its own is meant, and another film would be paid for without it.</summary>
public sealed class BesideInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public BesideInputTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a.jsonl",
        """{"model":"kuaishou/kling-2.6","input":{"prompt":"fox"},"duration":10,"Mode":"std","key":7,"callback_url":"https://a.example/hook"}""")]
    [InlineData("a.json",
        """[{"model":"kuaishou/kling-2.6","duration":10,"mode":"std","input":{"prompt":"fox"},"key":"7","callback_url":"https://a.example/hook"}]""")]
    public void In_files_it_is_part_of_the_input(string file, string text)
    {
        _folder.Write(file, text);

        AssertMerged(_host.Run($"Import-GenRequest {file} | New-GenTask").Single);
    }

    [Theory]
    [InlineData(
        "@{ model = 'kuaishou/kling-2.6'; input = @{ prompt = 'fox' }; duration = 10; mode = 'std'; key = 7; callback_url = 'https://a.example/hook' }")]
    [InlineData("[pscustomobject]@{ Model = 'kuaishou/kling-2.6'; Duration = 10; Input = [pscustomobject]@{ prompt = 'fox' }; Mode = 'std'; Key = '7'; " +
        "CallbackUrl = 'https://a.example/hook' }")]
    public void In_objects_it_is_part_of_the_input(string request) => AssertMerged(_host.Run($"{request} | New-GenTask").Single);

    [Fact]
    public void Nested_objects_are_no_exception()
    {
        PSObject check = _host.Run(
            "@{ model = 'topaz-labs/image-upscale'; input = @{ image_url = 'https://a.example/1.png' }; settings = @{ scale = 2 } } | Test-GenRequest").Single;

        Assert.Equal(["image_url", "settings"], ((IDictionary<string, object?>)check.Get("Ready.Input")!).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_name_is_a_mistake_there_as_it_is_in_the_input() =>
        _host.Run("@{ model = 'kuaishou/kling-2.6'; input = @{ prompt = 'fox' }; duratoin = 10 } | New-GenTask").Error.Says("no parameter 'duratoin'",
            "Did you mean duration?", "costs nothing");

    [Theory]
    [InlineData("duration = 5", "Duration = 10", "duration is '5' in the input and '10' beside it")]
    [InlineData("aspect_ratio = '1:1'", "'Aspect Ratio' = '16:9'", "aspect_ratio is '1:1' in the input and '16:9' beside it")]
    public void Two_values_are_one_too_many(string inside, string beside, string said)
    {
        RunResult run = _host.Run($"@{{ model = 'kuaishou/kling-2.6'; input = @{{ prompt = 'fox'; {inside} }}; {beside} }}, @{{ model = " +
            $"'kuaishou/kling-2.6'; prompt = 'owl' }} | New-GenTask");

        Assert.Equal(["owl"], run.Output.Select(task => task.Input("prompt")));
        run.Error.Says(said, "nothing was sent");
    }

    [Fact]
    public void Two_values_in_a_file_are_told_with_their_line()
    {
        _folder.Write("a.jsonl", """
            {"model":"kuaishou/kling-2.6","input":{"prompt":"owl","duration":5},"duration":5}
            {"model":"kuaishou/kling-2.6","input":{"prompt":"fox","duration":5},"duration":10}
            {"model":"kuaishou/kling-2.6","Model":"openai/sora-2","prompt":"elk"}
            """);

        RunResult run = _host.Run("Import-GenRequest a.jsonl | New-GenTask");

        Assert.Equal(["owl"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal(2, run.Errors.Count);
        run.Errors[0].Says("a.jsonl, line 2", "duration is '5' in the input and '10' beside it", "nothing was sent");
        run.Errors[1].Says("a.jsonl, line 3", "model is given twice, as 'kuaishou/kling-2.6' and as 'openai/sora-2'");
    }

    [Fact]
    public void A_request_that_was_written_as_json_reads_back_as_itself()
    {
        _folder.Write("a.json",
            """[{"Model":"google/nano-banana","Input":{"prompt":"fox","aspect_ratio":"1:1","note":"mine"},"CallbackUrl":""" +
            """null,"Key":"7","DryRun":false,"Source":{"Path":"/p/prompts.csv","Line":3},"IsRow":true}]""");

        RunResult run = _host.Run("Import-GenRequest a.json | New-GenTask");

        Assert.Equal(("7", "fox"), (run.Single.Text("Key"), run.Single.Input("prompt")));
        Assert.Contains("'note'", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    private static void AssertMerged(PSObject task) => Assert.Equal(
        ("kuaishou/kling-2.6", "7", "fox", (object)10L, "std"),
        (task.Text("Model"), task.Text("Key"), task.Input("prompt"), task.Input("duration")!, task.Input("mode")));
}
