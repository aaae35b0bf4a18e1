using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Formatting;

/// <summary>What Export-Csv and ConvertTo-Csv make of the module's objects, and what their rows are when they come back.</summary>
public sealed class ExportTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public ExportTableTests()
    {
        _host.GoTo(_folder.Path);
        _folder.Write("p.csv", """"
            key,model,prompt,aspect_ratio,image_urls
            fox,google/nano-banana,"a fox, ""red""",1:1,https://example.com/a.png;https://example.com/b.png

            """");
        _host.Run("$task = Import-GenRequest p.csv | New-GenTask | Wait-GenTask");
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("$task")]
    [InlineData("$task | Save-GenOutput .")]
    [InlineData("$task.Outputs")]
    [InlineData("Import-GenRequest p.csv")]
    [InlineData("Import-GenRequest p.csv | Test-GenRequest")]
    [InlineData("Test-GenRequest google/nano-banana")]
    [InlineData("Import-GenRequest p.csv | Get-GenPrice")]
    [InlineData("Import-GenRequest p.csv | Get-GenPrice -Summary")]
    [InlineData("(Import-GenRequest p.csv | Get-GenPrice -Summary).Models")]
    [InlineData("Get-GenModel kling-3.0-omni-video")]
    [InlineData("(Get-GenModel kling-2.6).Parameters | Select-First")]
    public void No_cell_is_the_name_of_a_type(string script)
    {
        PSObject row = Row(script);

        Assert.NotEmpty(row.Properties);
        Assert.All(row.Properties, cell => Assert.DoesNotMatch(@"\b(System|TaskApi)\.", $"{cell.Value}"));
    }

    [Fact]
    public void A_tasks_row_has_its_prompt_its_input_as_JSON_and_where_its_result_is()
    {
        PSObject row = Row("$task");

        Assert.Equal("a fox, \"red\"", row.Text("Prompt"));
        Assert.StartsWith("https://", row.Text("Url"), StringComparison.Ordinal);
        Assert.Equal(row.Text("Url"), row.Text("Outputs"));
        Assert.Equal(("fox", "p.csv, line 2", "0.0250"), (row.Text("Label"), row.Text("Source"), row.Text("CostText")));
        Assert.Equal(
            """{"prompt":"a fox, \"red\"","aspect_ratio":"1:1","image_urls":["https://example.com/a.png","https://example.com/b.png"]}""",
            row.Text("Input"));
    }

    [Fact]
    public void A_files_row_has_its_path_its_prompt_its_key_and_where_it_came_from()
    {
        PSObject row = Row("$task | Save-GenOutput .");

        Assert.EndsWith(".png", row.Text("Path"), StringComparison.Ordinal);
        Assert.Equal(("a fox, \"red\"", "fox", "google/nano-banana"), (row.Text("Prompt"), row.Text("Key"), row.Text("Model")));
        Assert.Equal(_host.Run("$task.Url").Single.ToString(), row.Text("Url"));
    }

    [Fact]
    public void A_files_row_comes_back_with_its_task_its_model_and_its_result()
    {
        PSObject file = Back(Journeys.Of("$task | Save-GenOutput .", Journeys.Csv), method: "ToFile");

        Assert.Equal(("fox", "google/nano-banana"), (file.Text("Key"), file.Text("Model")));
        Assert.Equal(_host.Run("$task.Id").Single.ToString(), file.Text("TaskId"));
        Assert.Equal(_host.Run("$task.Url").Single.ToString(), file.Text("Url"));
    }

    [Fact]
    public void A_prices_row_and_a_checks_row_have_the_prompt_and_the_input()
    {
        PSObject price = Row("Import-GenRequest p.csv | Get-GenPrice");
        PSObject check = Row("Test-GenRequest google/nano-banana -Prompt fox -Input @{ colour = 'red'; size = 'big' }");

        Assert.Equal(("a fox, \"red\"", "0.0250", "fox"), (price.Text("Prompt"), price.Text("CostText"), price.Text("Key")));
        Assert.Contains("\"aspect_ratio\":\"1:1\"", price.Text("Input"), StringComparison.Ordinal);
        Assert.Equal("fox", check.Text("Prompt"));
        Assert.Contains("colour", check.Text("Problems"), StringComparison.Ordinal);
        Assert.Contains("size", check.Text("Problems"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public void A_tasks_row_comes_back_as_the_task_that_it_was(string culture)
    {
        PSObject task = _host.Run("$task").Single;

        PSObject back = Back($"[cultureinfo]::CurrentCulture = '{culture}'; {Journeys.Of("$task", Journeys.Csv)}", culture);

        foreach (string name in (string[])["Id", "Model", "Kind", "Status", "Key", "Source", "Input", "Cost", "Elapsed", "Outputs", "Url", "Prompt", "Label"])
        {
            Assert.Equal(task.Text(name), back.Text(name));
        }

        Assert.Equal(["https://example.com/a.png", "https://example.com/b.png"], (IEnumerable<object?>)back.Input("image_urls")!);
        // Tables keep whole seconds.
        Assert.Equal(0, ((DateTimeOffset)task.Get("SubmittedAt")! - (DateTimeOffset)back.Get("SubmittedAt")!).TotalSeconds, 1.0);
    }

    [Fact]
    public void Results_of_several_kinds_come_back_as_they_were()
    {
        _host.Run("""
            $outputs = [TaskApi.GenOutput[]]@(
                [TaskApi.GenOutput]@{ Name = 'lyrics'; Kind = 'Audio'; Text = "[Verse 1]`nla la" }
                [TaskApi.GenOutput]@{ Name = 'audio_url'; Kind = 'Audio'; Url = 'https://example.com/a.mp3' })
            """);
        PSObject back = Back(Journeys.Of("[TaskApi.GenTask]@{ Id = 'abcd'; Status = 'Completed'; Outputs = $outputs }", Journeys.Csv));

        Assert.Equal(["lyrics", "audio_url"], back.List("Outputs").Texts("Name"));
        Assert.Equal(["[Verse 1]\nla la", ""], back.List("Outputs").Texts("Text"));
        Assert.Equal(["", "https://example.com/a.mp3"], back.List("Outputs").Texts("Url"));
    }

    [Fact]
    public void Lyrics_that_begin_with_a_bracket_stay_one_text()
    {
        _host.Run("$outputs = [TaskApi.GenOutput[]]@([TaskApi.GenOutput]@{ Name = 'lyrics'; Text = '[\"la\"]' })");
        PSObject back = Back(Journeys.Of("[TaskApi.GenTask]@{ Id = 'abcd'; Status = 'Completed'; Outputs = $outputs }", Journeys.Csv));

        Assert.Equal(["[\"la\"]"], back.List("Outputs").Texts("Text"));
    }

    [Fact]
    public void A_tasks_row_is_sent_again_as_it_was()
    {
        PSObject again = _host.Run($"{Journeys.Of("$task", Journeys.Csv)} | New-GenTask").Single;

        Assert.Equal(_host.Run("\"$($task.Input)\"").Single.ToString(), again.Text("Input"));
        Assert.Equal(("fox", "p.csv, line 2"), (again.Text("Key"), again.Text("Source")));
    }

    [Theory]
    [InlineData("$task.Input | Test-GenRequest google/nano-banana")]
    [InlineData("$task.Input | ForEach-Object { " +
        "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 2)) } | Test-GenRequest " +
        "google/nano-banana")]
    [InlineData("Test-GenRequest google/nano-banana -Input $task.Input")]
    [InlineData("@{ model = 'google/nano-banana'; input = $task.Input } | Test-GenRequest")]
    public void An_input_is_a_row_like_any_hashtable(string script) => Assert.Equal("True", _host.Run(script).Single.Text("IsValid"));

    private PSObject Row(string script) => _host.Run(Journeys.Of(script, Journeys.Csv)).Single;

    private PSObject Back(string script, string culture = "en-US", string method = "ToTask")
    {
        PSObject row = _host.Run(script).Single;
        var module = (Assembly)_host.Run("(Get-Command New-GenTask).ImplementingType.Assembly").Single.BaseObject;
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Type type = module.GetType("TaskApi.Binding.OwnObject", throwOnError: true)!;
            object own = type.GetMethod("Find", [typeof(object)])!.Invoke(null, [row])!;
            return PSObject.AsPSObject(type.GetMethod(method)!.Invoke(own, null)!);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
