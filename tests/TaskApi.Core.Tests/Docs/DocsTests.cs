using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace TaskApi.Core.Tests.Docs;

public sealed partial class DocsTests
{
    [Fact]
    public void The_page_of_models_says_what_the_catalog_says() => CommittedFile.MustBe("docs/models.md", ModelsPage.Of(ModelCatalog.BuiltIn));

    [Fact]
    public void The_page_of_errors_lists_every_error_once()
    {
        string page = CommittedFile.Read("docs/en-US/about_TaskApi_Errors.md");

        string[] listed = [.. ErrorRow().Matches(page).Select(row => row.Groups[1].Value).Where(name => name != "ErrorId")];

        Assert.Equal(Enum.GetNames<GenErrorCode>().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Get-GenPrice")]
    [InlineData("New-GenTask")]
    [InlineData("Test-GenRequest")]
    public void The_cmdlets_page_lists_the_parameters_of_all_models(string cmdlet)
    {
        string path = $"docs/en-US/{cmdlet}.md";

        CommittedFile.MustBe(path, ModelParameterHelp.Update(CommittedFile.Read(path), ModelCatalog.BuiltIn));
    }

    [Theory]
    [InlineData("SECURITY.md")]
    public void The_tests_that_a_page_relies_on_are_there(string page)
    {
        string[] named = [.. TestName().Matches(CommittedFile.Read(page)).Select(name => name.Groups[1].Value).Distinct()];

        string[] known = [.. Directory.EnumerateFiles(CommittedFile.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(
            file => Path.GetFileNameWithoutExtension(file))];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();
}
