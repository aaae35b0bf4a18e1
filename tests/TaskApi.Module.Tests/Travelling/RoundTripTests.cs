using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Travelling;

/// <summary>
/// Every object that a pipeline hands on, through everything that objects travel by, into every command that takes tasks or requests: what comes
/// of it is what comes of the object itself. tests/pester/RoundTrip.Tests.ps1 is the same with the real commands.
/// </summary>
public sealed class RoundTripTests : IDisposable
{
    private const string Whole = "{aspect_ratio=1:1,image_urls=[https://example.com/a.png,https://example.com/b.png],prompt=fox}";

    private static readonly string[] Objects = ["$task", "$file", "$output", "$request", "$price"];

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public RoundTripTests()
    {
        _host.GoTo(_folder.Path);
        _folder.Write("rows.csv", "key,model,prompt,aspect_ratio,image_urls,callback_url\nfox " +
            "1,google/nano-banana,fox,1:1,https://example.com/a.png;https://example.com/b.png,https://example.com/done\n");
        _ = _host.Run("""
            $request = Import-GenRequest rows.csv
            $price = $request | Get-GenPrice
            $task = $request | New-GenTask | Wait-GenTask
            $file = $task | Save-GenOutput first
            $output = $task.Outputs[0]
            """).Clean;
    }

    public static TheoryData<string> Ways => [.. Journeys.Everywhere];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_has_a_task_is_waited_for_asked_about_saved_and_reported_and_nothing_else_is(string way)
    {
        string id = _host.Run("$task.Id").Single.ToString();
        foreach (string item in Objects)
        {
            _host.Run($"$back = {Journeys.Of(item, way)}");
            foreach ((string command, string type, string name, string value) in ((string, string, string, string)[])
                [
                    ("Wait-GenTask", "GenTask", "Id", id),
                    ("Get-GenTask", "GenTask", "Id", id),
                    ("Save-GenOutput again", "GenFile", "TaskId", id),
                    ("Export-GenReport page.html", "FileInfo", "Name", "page.html"),
                ])
            {
                RunResult run = _host.Run($"$back | {command}");
                if (item is "$request" or "$price")
                {
                    run.Error.Says($"A Gen{item[1..]} is no task", "New-GenTask sends it");
                    Assert.Equal(("InvalidInput", 0), (run.Error.Id(), run.Output.Count));
                }
                else
                {
                    Assert.Equal((type, value), (run.Single.BaseObject.GetType().Name, run.Single.Text(name)));
                }
            }
        }

        Assert.Single(_host.Run("Get-GenTask").Clean);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_request_is_made_of_a_request_a_price_and_a_task_that_are_whole_and_of_nothing_else(string way)
    {
        foreach (string item in Objects)
        {
            _host.Run($"$back = {Journeys.Of(item, way)}");
            foreach (string command in (string[])["New-GenTask", "Get-GenPrice | ForEach-Object Request"])
            {
                RunResult run = _host.Run($"$back | {command}");
                if (item is not ("$task" or "$request" or "$price"))
                {
                    run.Error.Says("is no request", "Nothing was sent");
                    Assert.Empty(run.Output);
                    continue;
                }

                PSObject made = run.Single;
                Assert.Equal(("google/nano-banana", "fox 1", "https://example.com/done"), (made.Text("Model"), made.Text("Key"), made.Text("CallbackUrl")));
                Assert.Equal("rows.csv, line 2", made.Text("Source"));
                Assert.Equal(Whole, Plain.Show(made.Get("Input")));
            }
        }

        Assert.Equal(1 + 3, _host.Run("Get-GenTask").Clean.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void For_another_model_none_of_them_is_paid_for(string way)
    {
        foreach (string item in Objects)
        {
            RunResult run = _host.Run($"{Journeys.Of(item, way)} | New-GenTask kuaishou/kling-2.6 -Prompt run");

            Assert.Empty(run.Output);
            Assert.Equal(item == "$request" ? "InvalidRequest" : "InvalidInput", run.Error.Id());
        }

        Assert.Single(_host.Run("Get-GenTask").Clean);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_file_keeps_what_it_is_saved_and_looked_up_by(string way)
    {
        _host.Run($"$back = {Journeys.Of("$file", way)}; Disconnect-GenService; {ModuleHost.FastService} | ForEach-Object {{}}");

        PSObject back = _host.Run("$back").Single;
        PSObject file = _host.Run("$file").Single;
        foreach (string name in (string[])["Key", "Line", "Model", "Prompt", "Url", "Path", "TaskId", "Sha256", "Length", "MediaType"])
        {
            Assert.NotEqual("", file.Text(name));
            Assert.Equal(file.Text(name), back.Text(name));
        }

        Assert.Equal(0.025m, Convert.ToDecimal(file.Get("Cost"), System.Globalization.CultureInfo.InvariantCulture));
        string page = Page("if ($back -isnot [TaskApi.GenFile]) { $back.EstimatedCost = $null }; $back | Export-GenReport page.html");
        Assert.Contains("data-cost=\"0.025\"", page, StringComparison.Ordinal);
        Assert.Contains("fox 1", page, StringComparison.Ordinal);
        Assert.Contains(">fox<", page, StringComparison.Ordinal);
        Assert.Contains("rows.csv, line 2", page, StringComparison.Ordinal);
        Assert.Contains("first/", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_task_is_saved_under_the_name_of_its_row_also_where_nobody_else_knows_it(string way)
    {
        RunResult run = _host.Run($"{Journeys.Of("$task", way)} | Save-GenOutput again -Name " +
            $"'{{line}}_{{key}}_{{model}}_{{aspect_ratio}}.{{ext}}'; {Journeys.Of("$task", way)} | Export-GenReport page.html");

        Assert.Equal("2_fox-1_nano-banana_1-1.png", run.Output[0].Text("Name"));
        Assert.Contains("0.025", File.ReadAllText(Path.Combine(_folder.Path, "page.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_at_once_as_Windows_PowerShell_hands_on_what_ConvertFrom_Json_reads()
    {
        _host.Run($"$back = {Journeys.Of("$task, $task", Journeys.FlatJson)}");

        Assert.Equal(2, _host.Run(", @($back) | Wait-GenTask").Clean.Count);
        Assert.Equal(2, _host.Run(", @($back) | New-GenTask").Clean.Count);
    }

    [Fact]
    public void Lists_of_addresses_that_were_joined_on_the_way_are_lists_again()
    {
        RunResult run = _host.Run("""
            $input = [pscustomobject]@{ prompt = 'fox'; aspect_ratio = '1:1'; image_urls = 'https://example.com/a.png https://example.com/b.png' }
            [pscustomobject]@{ Id = 'abcd1234'; Model = 'google/nano-banana'; Status = '3'; SubmittedAt = ''; Input = $input } | New-GenTask
            [pscustomobject]@{ Model = 'google/nano-banana'; IsRow = $false; Input = $input } | New-GenTask
            [pscustomobject]@{ Model = 'google/nano-banana'; Cost = 1; IsQuoted = $true; DryRun = $false; Input = $input } | New-GenTask
            """);

        Assert.Equal([Whole, Whole, Whole], run.Clean.Select(task => Plain.Show(task.Get("Input"))));
    }

    [Theory]
    [InlineData("Id = 'abcd1234'; Status = '3'; SubmittedAt = ''")]
    [InlineData("IsRow = $false")]
    [InlineData("Cost = 1; IsQuoted = $true; DryRun = $false")]
    public void A_list_whose_items_are_not_told_apart_any_more_is_not_sent_as_one_text(string names)
    {
        RunResult run = _host.Run($"[pscustomobject]@{{ Model = 'elevenlabs/speech-to-text'; {names}; Input = [pscustomobject]@{{ audio_url = " +
            $"'https://example.com/a.mp3'; keyterms = 'fox owl' }} }} | New-GenTask");

        Assert.Empty(run.Output);
        run.Error.Says("lost", "Nothing was sent");
    }

    [Fact]
    public void A_dry_run_stays_one_as_a_price_in_a_table()
    {
        _folder.Write("dry.csv", "model,prompt,aspect_ratio,dry_run\ngoogle/nano-banana,owl,1:1,true\n");

        RunResult run = _host.Run($"{Journeys.Of("Import-GenRequest dry.csv | Get-GenPrice", Journeys.Csv)} | New-GenTask");

        Assert.Empty(run.Output);
        run.Error.Says("dry_run", "never submitted");
    }

    [Fact]
    public void A_table_of_Germany_is_one()
    {
        PSObject row = _host.Run(Journeys.Of("$task", Journeys.GermanCsv)).Single;

        Assert.Equal("0,025", row.Text("Cost"));
        Assert.Matches(@"^\d\d\.\d\d\.\d{4} ", row.Text("SubmittedAt"));
    }

    private string Page(string script)
    {
        _ = _host.Run(script).Clean;
        return File.ReadAllText(Path.Combine(_folder.Path, "page.html"));
    }
}
