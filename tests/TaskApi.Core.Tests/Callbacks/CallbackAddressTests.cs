using System;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Callbacks;

public sealed class CallbackAddressTests
{
    private static readonly CallbackAddress Fields = new() { Batch = "night & day", Key = "key:row 7", Attempt = 2 };
    private static readonly CallbackTokens Tokens = CallbackTokens.From("sk-canary-0123456789");

    [Theory]
    [InlineData("https://a.example/hook", "https://a.example/hook?taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_token=")]
    [InlineData("https://a.example/hook?", "https://a.example/hook?taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_token=")]
    [InlineData("https://a.example/h%C3%A9?token=a%2Fb+c&x",
        "https://a.example/h%C3%A9?token=a%2Fb+c&x&taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_token=")]
    [InlineData("https://a.example?x=1#part",
        "https://a.example?x=1&taskapi_batch=night%20%26%20day&taskapi_key=key%3Arow%207&taskapi_attempt=2&taskapi_token=#part")]
    public void The_users_own_url_stays_letter_by_letter_and_the_fields_come_behind_it(string url, string sent) 
    {
        string written = Fields.AddTo(url, Tokens);
        string token = Tokens.For(Fields);

        Assert.Equal(sent, written.Replace(token, "", StringComparison.Ordinal));
        Assert.Contains("&taskapi_token=" + token, written, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public void What_was_written_is_read_back(string? batch, NonEmptyString key, PositiveInt attempt)
    {
        batch = batch?.Length > 0 ? batch : null;
        var written = new CallbackAddress { Batch = batch, Key = key.Get, Attempt = attempt.Get };

        var read = CallbackAddress.Read(written.AddTo("https://a.example/hook?mine=1", Tokens));

        // Halves of characters no URL can carry; then nothing is said of the request.
        Assert.True(read with { Token = null } == written || read with { Token = null } == new CallbackAddress());
        Assert.True(Tokens.IsGood(read));
        Assert.False(Tokens.IsGood(read with { Attempt = read.Attempt + 1 }));
        Assert.False(CallbackTokens.From("sk-another-0123456789").IsGood(read));
    }

    [Property(MaxTest = 500)]
    public void Any_text_is_read_without_failing(string? text) =>
        Assert.NotNull(CallbackAddress.Read((text ?? "") + "?taskapi_key=%" + text + "&taskapi_attempt=" + text));

    [Fact]
    public void A_name_that_is_too_long_for_a_url_is_left_out()
    {
        string nothing = "https://a.example/?taskapi_token=" + Tokens.For(new CallbackAddress());

        Assert.Equal(nothing, (Fields with { Key = new string('k', 401) }).AddTo("https://a.example/", Tokens));
        Assert.Equal(nothing, (Fields with { Batch = new string('b', 401) }).AddTo("https://a.example/", Tokens));

        CallbackAddress longest = Fields with { Batch = new string('b', 400), Key = new string('k', 400) };
        Assert.Equal(longest, CallbackAddress.Read(longest.AddTo("https://a.example/", Tokens)) with { Token = null });
    }

    [Fact]
    public void A_name_is_said_with_whatever_character_and_left_out_when_it_holds_half_of_one()
    {
        const string Fox = "fox \U0001F98A 1";
        string[] halves = ["fox \uD83E", "\uDD8A fox", "\uD83E\uD83E\uDD8A", "\uDD8A\uD83E"];

        Assert.Equal((Fox, Fox), Said(Fox, Fox));
        Assert.All(halves, half => Assert.Equal((null, null), Said(Fox, half)));
        Assert.All(halves, half => Assert.Equal((null, null), Said(half, "key:1")));

        static (string?, string?) Said(string batch, string key)
        {
            var read = CallbackAddress.Read(new CallbackAddress { Batch = batch, Key = key }.AddTo("https://a.example/hook", Tokens));
            return (read.Batch, read.Key);
        }
    }

    [Theory]
    [InlineData("https://a.example/hook", true)]
    [InlineData("https://A.example:443/hook?mine=1", true)]
    [InlineData("http://a.example/hook", false)]
    [InlineData("https://a.example/other", false)]
    [InlineData("https://b.example/hook", false)]
    [InlineData(null, false)]
    public void A_task_is_called_where_its_url_leads(string? url, bool expected) =>
        Assert.Equal(expected, CallbackPlace.LeadsTo(url, new Uri("https://a.example/hook?x=2")));
}
