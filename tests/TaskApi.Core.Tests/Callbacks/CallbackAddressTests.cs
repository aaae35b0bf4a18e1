using System;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Callbacks;

public sealed class CallbackAddressTests
{
    private static readonly CallbackAddress Fields = new() { Batch = "night & day", Key = "key:row 7", Attempt = 2, Secret = "s" };

    [Theory]
    [InlineData("https://a.example/hook", "https://a.example/hook?taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_secret=s")]
    [InlineData("https://a.example/hook?", "https://a.example/hook?taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_secret=s")]
    [InlineData("https://a.example/h%C3%A9?token=a%2Fb+c&x", "https://a.example/h%C3%A9?token=a%2Fb+c&x&taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_secret=s")]
    [InlineData("https://a.example?x=1#part", "https://a.example?x=1&taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_secret=s#part")]
    public void The_users_own_url_stays_letter_by_letter_and_the_fields_come_behind_it(string url, string sent) => Assert.Equal(sent, Fields.AddTo(url));

    [Property(MaxTest = 500)]
    public void What_was_written_is_read_back(string? batch, NonEmptyString key, PositiveInt attempt)
    {
        batch = batch?.Length > 0 ? batch : null;
        var written = new CallbackAddress { Batch = batch, Key = key.Get, Attempt = attempt.Get, Secret = "s" };

        var read = CallbackAddress.Read(written.AddTo("https://a.example/hook?mine=1"));

        // Halves of characters no URL can carry; then nothing is said of the request.
        Assert.True(read == written || read == new CallbackAddress { Secret = "s" });
    }

    [Property(MaxTest = 500)]
    public void Any_text_is_read_without_failing(string? text) => Assert.NotNull(CallbackAddress.Read((text ?? "") + "?taskapi_key=%" + text + "&taskapi_attempt=" + text));

    [Fact]
    public void A_name_that_is_too_long_for_a_url_is_left_out() =>
        Assert.Equal("https://a.example/?taskapi_secret=s", (Fields with { Key = new string('k', 401) }).AddTo("https://a.example/"));

    [Theory]
    [InlineData("https://a.example/hook", true)]
    [InlineData("https://A.example:443/hook?mine=1", true)]
    [InlineData("http://a.example/hook", false)]
    [InlineData("https://a.example/other", false)]
    [InlineData("https://b.example/hook", false)]
    [InlineData(null, false)]
    public void A_task_is_called_where_its_url_leads(string? url, bool expected) => Assert.Equal(expected, CallbackPlace.LeadsTo(url, new Uri("https://a.example/hook?x=2")));
}
