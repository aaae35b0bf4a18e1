using Xunit;

namespace TaskApi.Tests.Uploads;

public class LocalPathTests
{
    [Theory]
    [InlineData("https://example.com/a.png", true)]
    [InlineData("HTTP://example.com", true)]
    [InlineData("https:example.com", true)]
    [InlineData("s3://bucket/a.png", true)]
    [InlineData("data:image/png;base64,AAAA", true)]
    [InlineData("C:/pictures/a.png", false)]
    [InlineData(@"C:\pictures\a.png", false)]
    [InlineData("a.png", false)]
    [InlineData("file:///pictures/a.png", false)]
    [InlineData("httpsomething.png", false)]
    public void What_looks_like_a_web_address_is_one(string text, bool isAddress) => Assert.Equal(isAddress, LocalPath.IsAddress(text));

    [Theory]
    [InlineData("fox.png", true)]
    [InlineData("pictures/fox", true)]
    [InlineData(@"..\fox", true)]
    [InlineData("fox", false)]
    [InlineData("a fox in snow", false)]
    public void A_path_is_told_from_a_word(string text, bool isMeant) => Assert.Equal(isMeant, LocalPath.IsMeant(text));

    [Theory]
    [InlineData("file:///pictures/a%20b.png", "/pictures/a b.png")]
    [InlineData("file://localhost/pictures/a.png", "/pictures/a.png")]
    public void A_file_url_is_a_path_of_this_machine(string url, string path)
    {
        Assert.True(LocalPath.TryRead(url, out string read, out _));
        Assert.Equal(path, read);
    }

    [Theory]
    [InlineData("file://server/share/a.png")]
    [InlineData("file:")]
    [InlineData("file:relative.png")]
    public void A_file_url_of_another_machine_is_none(string url)
    {
        Assert.False(LocalPath.TryRead(url, out _, out string problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("//server/share/x.png")]
    [InlineData(@"\\server\share\x.png")]
    [InlineData(@"\\?\C:\x.png")]
    [InlineData(@"\\.\PhysicalDrive0")]
    [InlineData(@"/\server/x.png")]
    [InlineData("nul.png")]
    [InlineData("pictures/CON")]
    [InlineData("COM1.png")]
    [InlineData("lpt\u00B2.png")]
    [InlineData("fox.png:secret")]
    [InlineData("Temp:/fox.png")]
    public void Shares_devices_and_streams_are_refused_from_tables(string path) => Assert.NotNull(LocalPath.WhyNotFromTable(path));

    [Theory]
    [InlineData("fox.png")]
    [InlineData("pictures/fox.png")]
    [InlineData("../fox.png")]
    [InlineData("/pictures/fox.png")]
    [InlineData("C:/pictures/fox.png")]
    [InlineData("console.png")]
    [InlineData("com.png")]
    public void Other_paths_are_followed(string path) => Assert.Null(LocalPath.WhyNotFromTable(path));
}
