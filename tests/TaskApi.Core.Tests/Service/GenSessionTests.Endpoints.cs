using System;
using System.Linq;
using System.Security;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

public sealed partial class GenSessionTests
{
    [Theory]
    [InlineData("https://gateway.example.com/unified", "https://gateway.example.com/unified/v1/tasks")]
    [InlineData("https://gateway.example.com/unified/", "https://gateway.example.com/unified/v1/tasks")]
    [InlineData("https://gateway.example.com:8443", "https://gateway.example.com:8443/v1/tasks")]
    public async Task An_endpoint_below_a_path_keeps_its_path(string endpoint, string address)
    {
        using var wire = new Wire(endpoint);
        wire.Transport.Then("""{"data":{"task_id":"abcd"}}""");
        _ = await wire.SubmitAsync();
        Assert.Equal(address, wire.Transport.Sent[0].Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://api.example.com", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://api.example.com", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("ftp://localhost", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/v1", false)]
    [InlineData("https://user:hush@api.example.com", false)]
    [InlineData("https://hush@api.example.com/v1", false)]
    [InlineData("https://:hush@api.example.com", false)]
    [InlineData("https://api.example.com/?api_key=hush", false)]
    [InlineData("https://api.example.com/v?", false)]
    [InlineData("https://api.example.com/#hush", false)]
    [InlineData("http://user:hush@api.example.com?hush", false)]
    [InlineData("user:hush@api.example.com", false)]
    [InlineData("//user:hush@api.example.com", false)]
    [InlineData("api.example.com?hush", false)]
    [InlineData("https://user:?hush@api.example.com", false)]
    public void An_endpoint_is_https_or_on_this_machine(string endpoint, bool allowed)
    {
        using var key = new SecureString();
        "k"u8.ToArray().ToList().ForEach(letter => key.AppendChar((char)letter));
        var uri = new Uri(endpoint, UriKind.RelativeOrAbsolute);
        GenServiceException? failure = Record.Exception(() => GenSession.Open(uri, key).Dispose()) as GenServiceException;
        Assert.Equal(allowed ? null : GenErrorCode.EndpointNotAllowed, failure?.Code);
        Assert.DoesNotContain("hush", failure?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public void What_cannot_be_a_key_is_refused_without_showing_it(string text)
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => new ApiKey(text));
        Assert.True(string.IsNullOrWhiteSpace(text) || !failure.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_is_the_same_with_blanks_and_line_breaks_around_it() => Assert.True(new ApiKey(" sk-1\r\n").IsSameAs(new ApiKey("sk-1")));
}
