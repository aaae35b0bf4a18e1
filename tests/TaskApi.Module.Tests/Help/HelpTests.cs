using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Help;

public sealed class HelpTests
{
    private const string MakeAnew = "Run ./docs/update-help.ps1 after changing a page, and commit both.";

    private static readonly HashSet<string> Common = [.. Cmdlet.CommonParameters];

    public static TheoryData<string> Cmdlets => [.. HelpPage.All.Select(page => page.Name)];

    public static TheoryData<string> Topics =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "about_*.md").Select(page => Path.GetFileNameWithoutExtension(page)!)];

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        using var host = new ModuleHost();

        string[] cmdlets = [.. host.Run("(Get-Module TaskApi).ExportedCommands.Keys").Clean.Select(name => name.ToString()).Order(StringComparer.Ordinal)];

        Assert.Equal(cmdlets, HelpPage.All.Select(page => page.Name));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_cmdlet_has_a_synopsis_a_description_and_two_examples(string cmdlet)
    {
        using var host = new ModuleHost();

        PSObject help = host.Run($"Get-Help {cmdlet} -Full").Single;

        Assert.InRange(help.Text("Synopsis").Trim().Length, 10, 80);
        Assert.True(help.List("description")[0].Text("Text").Length > 80);
        IReadOnlyList<PSObject> examples = help.List("examples.example");
        Assert.True(examples.Count >= 2);
        Assert.All(examples, example => Assert.NotEmpty(example.Text("code")));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described_and_nothing_else_is(string cmdlet)
    {
        using var host = new ModuleHost();
        HashSet<string> own =
            [.. host.Run($"(Get-Command {cmdlet}).Parameters.Keys").Clean.Select(name => name.ToString()).Where(name => !Common.Contains(name))];
        HashSet<string> allowed = TakesModels(host, cmdlet) ? [.. own, .. ModelParameters(host)] : own;

        IReadOnlyList<PSObject> described = host.Run($"Get-Help {cmdlet} -Parameter *").Clean;

        Assert.Empty(own.Except(described.Texts("name")));
        Assert.Empty(described.Texts("name").Except(allowed));
        Assert.All(described,
            parameter => Assert.True(parameter.List("description")[0].Text("Text").Length > 10, $"-{parameter.Text("name")} has no description."));
    }

    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("Get-GenPrice")]
    [InlineData("Test-GenRequest")]
    public void Get_Help_finds_the_parameters_of_every_model(string cmdlet)
    {
        using var host = new ModuleHost();
        string[] names = ModelParameters(host);
        host.Set("names", names);

        IReadOnlyList<PSObject> found = host.Run($"foreach ($name in $names) {{ Get-Help {cmdlet} -Parameter $name }}").Clean;

        Assert.True(names.Length > 50);
        Assert.Equal(names, found.Texts("name"));
    }

    [Fact]
    public void Help_for_a_models_parameter_names_its_models_and_their_values()
    {
        using var host = new ModuleHost();

        string text =
            string.Join('\n', host.Run("Get-Help New-GenTask -Parameter Resolution").Single.List("description").Select(paragraph => paragraph.Text("Text")));

        Assert.Contains("hailuo/minimax-2.0: ", text, StringComparison.Ordinal);
        Assert.Contains("512p, 768p, 1080p", text, StringComparison.Ordinal);
        Assert.Contains("Default: 768p", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_help_file_says_what_the_page_says(string cmdlet)
    {
        HelpPage page = HelpPage.All.Single(page => page.Name == cmdlet);

        Assert.True(HelpFile.Names.Contains(cmdlet), MakeAnew);
        Same(page.Synopsis, HelpFile.SynopsisOf(cmdlet));
        Same(page.Description, HelpFile.DescriptionOf(cmdlet));
        Assert.True(page.Parameters.Keys.Order(StringComparer.Ordinal).SequenceEqual(HelpFile.ParametersOf(cmdlet).Keys.Order(StringComparer.Ordinal)),
            MakeAnew);
        Assert.All(page.Parameters, parameter => Same(parameter.Value, HelpFile.ParametersOf(cmdlet)[parameter.Key]));
        Assert.True(page.Examples.SequenceEqual(HelpFile.ExamplesOf(cmdlet)), MakeAnew);

        static void Same(string expected, string actual) => Assert.True(HelpPage.Flat(expected) == HelpPage.Flat(actual), $"{MakeAnew} It lacks: {expected}");
    }

    [Fact]
    public void The_help_file_is_the_one_that_the_module_has()
    {
        Assert.Equal(File.ReadAllBytes(HelpFile.FullName), File.ReadAllBytes(Path.Combine(Repository.Root, "en-US", "TaskApi.dll-Help.xml")));
        Assert.InRange(new FileInfo(HelpFile.FullName).Length, 1, 500 * 1024);
    }

    [Theory]
    [InlineData("about_TaskApi_Errors", "GenErrorCode")]
    [InlineData("about_TaskApi_Requests", "GenProblemCode")]
    public void Every_word_of_a_closed_set_is_in_its_page_once_and_no_other_is(string topic, string set)
    {
        using var host = new ModuleHost();
        string[] words = [.. host.Run($"[enum]::GetNames([TaskApi.{set}])").Clean.Select(word => word.ToString())];

        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "en-US", topic + ".help.txt"));

        string header = set == "GenErrorCode" ? "| ErrorId |" : "| Code |";
        string[] listed = [.. lines.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim())];
        Assert.Equal(words.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Get_Help_finds_the_about_pages(string topic)
    {
        using var host = new ModuleHost();

        Assert.Contains("# " + topic, host.Run($"Get-Help {topic}").Single.ToString(), StringComparison.Ordinal);
    }

    private static bool TakesModels(ModuleHost host, string cmdlet) =>
        host.Run($"[bool](Get-Command {cmdlet} -ArgumentList google/nano-banana).Parameters['AspectRatio']").Single.BaseObject is true;

    /// <summary>The names of the parameters of all models, as they are at the prompt.</summary>
    private static string[] ModelParameters(ModuleHost host) =>
        [.. host.Run("foreach ($model in Get-GenModel) { foreach ($parameter in $model.Parameters) { $parameter.PascalName } }").Clean.Select(
            name => name.ToString()).Distinct().Order(StringComparer.Ordinal)];
}
