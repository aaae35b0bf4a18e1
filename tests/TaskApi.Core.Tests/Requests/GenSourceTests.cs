using Xunit;

namespace TaskApi.Tests.Requests;

public class GenSourceTests
{
    [Theory]
    [InlineData("prompts.csv, line 7", "prompts.csv", 7)]
    [InlineData("a/b.csv, line 3", "a/b.csv", 3)]
    [InlineData(@"C:\x\y.csv, line 3", @"C:\x\y.csv", 3)]
    [InlineData("one, line 2.csv, line 3", "one, line 2.csv", 3)]
    [InlineData("a, line 3, line 5000000000", "a, line 3", 5_000_000_000)]
    [InlineData("x, line 1", "x", 1)]
    public void A_place_in_a_file_is_read_back(string text, string path, long line)
    {
        GenSource? source = GenSource.Parse(text);
        Assert.Equal((path, line), (source?.Path, source?.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("prompts.csv")]
    [InlineData(", line 7")]
    [InlineData("prompts.csv, line ")]
    [InlineData("prompts.csv, line -7")]
    [InlineData("prompts.csv, line 7 or so")]
    [InlineData("prompts.csv, line 7,000")]
    public void What_is_no_place_in_a_file_is_none(string text) => Assert.Null(GenSource.Parse(text));

    [Theory]
    [InlineData("a/b.csv", "b.csv, line 3")]
    [InlineData("/home/me/one, line 2.csv", "one, line 2.csv, line 3")]
    public void A_place_is_shown_without_its_folders_and_can_be_read_back(string path, string shown)
    {
        Assert.Equal(shown, new GenSource(path, 3).ToString());
        Assert.Equal(shown, GenSource.Parse(shown)?.ToString());
    }
}
