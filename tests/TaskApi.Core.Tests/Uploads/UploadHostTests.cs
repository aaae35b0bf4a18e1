using System;
using System.Security;
using Xunit;

namespace TaskApi.Tests.Uploads;

public class UploadHostTests
{
    [Theory]
    [InlineData("https://api.unifically.com", "https://files.unifically.com/upload")]
    [InlineData("https://api.unifically.com/v1", "https://files.unifically.com/upload")]
    [InlineData("https://gateway.example.com/genai", "https://gateway.example.com/genai/upload")]
    [InlineData("http://127.0.0.1:5005", "http://127.0.0.1:5005/upload")]
    [InlineData("https://api.unifically.com.example.com", "https://api.unifically.com.example.com/upload")]
    [InlineData("https://api.unifically.com:8443", "https://api.unifically.com:8443/upload")]
    public void The_key_goes_to_the_services_own_host_only_where_the_service_itself_is_used(string endpoint, string expected) =>
        Assert.Equal(expected, UploadHost.AddressAt(UploadHost.For(new Uri(endpoint))).AbsoluteUri);

    [Theory]
    [InlineData("https://files.example.com", "https://files.example.com/upload")]
    [InlineData("https://files.example.com/upload", "https://files.example.com/upload")]
    [InlineData("https://files.example.com/a/upload/", "https://files.example.com/a/upload")]
    public void The_host_may_be_named_with_its_path(string host, string expected) => Assert.Equal(expected, UploadHost.AddressAt(new Uri(host)).AbsoluteUri);

    [Theory]
    [InlineData("http://files.example.com")]
    [InlineData("ftp://files.example.com")]
    [InlineData("https://me:secret@files.example.com")]
    [InlineData("https://files.example.com?key=secret")]
    public void A_host_over_which_the_key_would_travel_unprotected_is_refused(string host)
    {
        using var key = new SecureString();
        key.AppendChar('k');

        GenServiceException failure = Assert.Throws<GenServiceException>(
            () => GenSession.Open(GenSession.DefaultEndpoint, key, new GenSessionSettings { UploadEndpoint = new Uri(host) }));

        Assert.Equal(GenErrorCode.EndpointNotAllowed, failure.Code);
        Assert.Contains("upload endpoint", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }
}
