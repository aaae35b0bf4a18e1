using Xunit;

namespace TaskApi.Core.Tests.Docs;

public sealed class DocsTests
{
    [Fact]
    public void The_page_of_models_says_what_the_catalog_says() => CommittedFile.MustBe("docs/models.md", ModelsPage.Of(ModelCatalog.BuiltIn));

    [Theory]
    [InlineData("Get-GenPrice")]
    [InlineData("New-GenTask")]
    [InlineData("Test-GenRequest")]
    public void The_cmdlets_page_lists_the_parameters_of_all_models(string cmdlet)
    {
        string path = $"docs/en-US/{cmdlet}.md";

        CommittedFile.MustBe(path, ModelParameterHelp.Update(CommittedFile.Read(path), ModelCatalog.BuiltIn));
    }
}
