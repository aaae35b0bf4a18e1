using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Tasks where requests are taken: a task means its request once more.</summary>
public sealed class AgainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public AgainTests() => _host.GoTo(_folder.Path);

    public static TheoryData<string> AllWays => [.. Journeys.All];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public void A_task_is_its_request_once_more_with_its_name_place_and_callback(string way)
    {
        _folder.Write("shots.jsonl",
            """{"key":"shot 1","model":"kuaishou/kling-o1-video","callback_url":"https://example.com/done","input":""" +
            """{"prompt":"fox","duration":10,"elements":""" +
            """[{"type":"image","description":"a fox","image_urls":["https://example.com/a.png","https://example.com/b.png"]}]}}""");
        PSObject first = _host.Run("$first = Import-GenRequest shots.jsonl | New-GenTask | Wait-GenTask; $first").Single;

        PSObject again = _host.Run($"{Journeys.Of("$first", way)} | New-GenTask").Single;

        Assert.NotEqual(first.Text("Id"), again.Text("Id"));
        Assert.Equal(("kuaishou/kling-o1-video", "shot 1", "shots.jsonl, line 1", "https://example.com/done"),
            (again.Text("Model"), again.Text("Key"), again.Text("Source"), again.Text("CallbackUrl")));
        Assert.Equal(Plain.Show(first.Get("Input")), Plain.Show(again.Get("Input")));
        Assert.Contains("image_urls=[https://example.com/a.png,https://example.com/b.png]", Plain.Show(again.Get("Input")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("google/nano-banana")]
    [InlineData("GOOGLE/Nano-Banana")]
    public void The_same_model_may_be_named_too_and_arguments_win(string model)
    {
        PSObject again = _host.Run($"New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask | New-GenTask {model} -AspectRatio 16:9 " +
            "-CallbackUrl https://example.com/new").Single;

        Assert.Equal(("google/nano-banana", "fox", "16:9", "https://example.com/new"),
            (again.Text("Model"), again.Input("prompt"), again.Input("aspect_ratio"), again.Text("CallbackUrl")));
    }

    [Fact]
    public void Failed_tasks_are_sent_again_by_one_line()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 3 -FailureRate 0.5");

        RunResult first = host.Run("1..8 | ForEach-Object { @{ key = \"shot $_\"; prompt = \"fox $_\"; aspect_ratio = '1:1' } } | New-GenTask " +
            "google/nano-banana | Wait-GenTask -ErrorAction SilentlyContinue");
        RunResult again = host.Run("Get-GenTask | Where-Object Status -eq Failed | New-GenTask");

        string[] failed = [.. first.Output.Where(task => task.Text("Status") == "Failed").Texts("Key").Order()];
        Assert.InRange(failed.Length, 1, 7);
        Assert.Equal(failed, again.Clean.Texts("Key").Order());
        Assert.Empty(again.Warnings);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public void For_another_model_it_is_an_error_that_says_how_to_chain(string way)
    {
        _host.Run("$image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask");

        RunResult run = _host.Run($"{Journeys.Of("$image", way)} | New-GenTask kuaishou/kling-2.6 -Prompt run");

        Assert.Empty(run.Output);
        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says("google/nano-banana", "kuaishou/kling-2.6", "-StartImageUrl { $_.Url }", "Nothing was sent");
        Assert.Single(_host.Run("Get-GenTask").Clean);
    }

    [Theory]
    [InlineData("[TaskApi.GenTask]@{ Id = 'abcd1234' }")]
    [InlineData("[pscustomobject]@{ Id = 'abcd1234'; Status = 'Completed' }")]
    [InlineData("[pscustomobject]@{ Id = 'abcd1234'; Model = 'google/nano-banana'; Status = 'Failed'; Cost = '0.05' }")]
    public void A_task_of_which_only_the_id_is_known_is_an_error(string task)
    {
        foreach (string command in (string[])["New-GenTask", "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1", "Get-GenPrice",
            "Test-GenRequest google/nano-banana"])
        {
            RunResult run = _host.Run($"{task} | {command}");

            Assert.Empty(run.Output);
            Assert.Equal("InvalidInput", run.Error.Id());
            run.Error.Says("abcd1234", "what was asked is not known", "Nothing was sent");
        }

        Assert.Empty(_host.Run("Get-GenTask").Clean);
    }

    [Theory]
    [InlineData("'System.Collections.Generic.Dictionary`2[System.String,System.Object]'")]
    [InlineData("@{ prompt = 'fox'; elements = @('System.Collections.Hashtable') }")]
    [InlineData("@{ prompt = 'fox'; elements = 'System.Collections.Generic.Dictionary`2[System.String,System.Object] " +
        "System.Collections.Generic.Dictionary`2[System.String,System.Object]' }")]
    [InlineData("@{ prompt = 'fox'; elements = 'System.Collections.Hashtable System.Collections.Hashtable' }")]
    [InlineData("@{ prompt = 'fox'; elements = '@{type=image; description=a fox}' }")]
    [InlineData("@{ prompt = 'https://example.com/a.png https://example.com/b.png' }")]
    public void A_task_that_lost_its_input_on_the_way_is_an_error_that_says_what_keeps_it(string input)
    {
        RunResult run = _host.Run($"[pscustomobject]@{{ Id = 'abcd1234'; Model = 'kuaishou/kling-o1-video'; Status = '3'; SubmittedAt = " +
            $"'2026-11-24T10:00:00Z'; Input = {input} }} | New-GenTask");

        Assert.Empty(run.Output);
        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says("abcd1234", "lost", "Export-Clixml", "ConvertTo-Json -Depth 10", "Nothing was sent");
        Assert.Empty(_host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void An_input_that_a_table_holds_as_JSON_is_whole()
    {
        PSObject again = _host.Run($"[pscustomobject]@{{ Id = 'abcd1234'; Model = 'kuaishou/kling-2.6'; Status = 'Failed'; SubmittedAt = '11/24/2026 " +
            $"22:09:56 +00:00'; Key = 'shot 1'; Source = 'shots.csv:7'; Input = '{{\"prompt\":\"fox\",\"duration\":10}}' }} | New-GenTask").Single;

        Assert.Equal(("fox", (object)10L, "shot 1", "shots.csv, line 7"),
            (again.Input("prompt"), again.Input("duration")!, again.Text("Key"), again.Text("Source")));
    }

    [Fact]
    public void A_task_that_has_not_ended_is_told_once_before_it_is_paid_for_twice()
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);

        RunResult run = host.Run("'fox', 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1 | New-GenTask");

        Assert.Equal(2, run.Clean.Count);
        Assert.Contains("has not ended", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Contains("paid for", run.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public void A_price_and_a_check_stand_for_their_request(string way)
    {
        _host.Run(
            "$price = Get-GenPrice openai/sora-2 -Prompt fox -Duration 20; $check = Test-GenRequest openai/sora-2 -Input @{ prompt = 'owl'; duration = 10 }");
        RunResult run = _host.Run($"{Journeys.Of("$price", way)} | New-GenTask; {Journeys.Of("$check", way)} | New-GenTask");

        Assert.Equal(("openai/sora-2", "fox"), (run.Output[0].Text("Model"), $"{run.Output[0].Input("prompt")}"));
        if (way is Journeys.Job or Journeys.Csv)
        {
            Assert.Single(run.Output);
            run.Error.Says("lost its request", "property Request");
        }
        else
        {
            Assert.Equal(("openai/sora-2", "owl"), (run.Clean[1].Text("Model"), $"{run.Output[1].Input("prompt")}"));
        }
    }

    [Fact]
    public void A_price_of_another_model_is_an_error()
    {
        RunResult run = _host.Run("Get-GenPrice openai/sora-2 -Prompt fox -Duration 20 | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Empty(run.Output);
        run.Error.Says("openai/sora-2", "google/nano-banana", "Request", "Nothing was sent");
    }

    [Fact]
    public void Only_what_is_cheap_enough_is_sent()
    {
        RunResult run = _host.Run(
            "10, 20 | ForEach-Object { @{ prompt = \"fox $_\"; duration = $_ } } | Get-GenPrice openai/sora-2 | Where-Object Cost -lt 0.2 | New-GenTask");

        Assert.Equal(["fox 10"], run.Clean.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void Rows_that_are_made_from_tasks_are_rows()
    {
        RunResult run = _host.Run("""
            $task = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask
            $row = [pscustomobject]@{ prompt = 'run'; start_image_url = $task.Outputs[0].Url; Id = 7; Status = 'ready' }
            $row.PSObject.TypeNames.Insert(0, 'Selected.TaskApi.GenTask')
            $row | New-GenTask kuaishou/kling-2.6
            """);

        Assert.Equal("run", run.Single.Input("prompt"));
    }
}
