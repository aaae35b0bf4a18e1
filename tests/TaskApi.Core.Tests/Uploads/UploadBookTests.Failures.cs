using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Uploads;

public sealed partial class UploadBookTests
{
    public static TheoryData<string> Passing =>
    [
        "reset", "refused", "500", "502", "408", "429", "failure told with 200", "failure in the envelope", "no JSON", "no address", "no web address",
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_can_pass_is_tried_again(string fault)
    {
        Script(fault);
        _wire.Transport.Then(Taken);

        Assert.Equal(Address, (await UploadAsync()).Url);
        Assert.Equal(2, _wire.Transport.Sent.Count);
    }

    [Theory]
    [InlineData("reset", GenErrorCode.ServiceFailed, "gave no usable answer")]
    [InlineData("refused", GenErrorCode.Unreachable, "cannot reach")]
    [InlineData("500", GenErrorCode.ServiceFailed, "failed (HTTP 500): Out of order.")]
    [InlineData("429", GenErrorCode.RateLimited, "rate limit")]
    [InlineData("failure told with 200", GenErrorCode.RequestRefused, "The disk is full.")]
    [InlineData("failure in the envelope", GenErrorCode.ServiceFailed, "Storage is away.")]
    [InlineData("no JSON", GenErrorCode.BadAnswer, "not JSON")]
    [InlineData("no address", GenErrorCode.BadAnswer, "no address")]
    [InlineData("no web address", GenErrorCode.BadAnswer, "no address")]
    public async Task What_does_not_pass_is_told_after_four_tries_and_costs_nothing(string fault, object code, string expected)
    {
        for (int i = 0; i < 4; i++)
        {
            Script(fault);
        }

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => UploadAsync());

        Assert.Equal(code, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was charged.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, _wire.Transport.Sent.Count);
        double[] pauses = [.. Enumerable.Range(0, 3).Select(i => _wire.SecondsBetween(i, i + 1))];
        Assert.True(pauses[0] >= 0.5 && pauses[1] >= 1 && pauses[2] >= 2, string.Join(", ", pauses));
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "POST")]
    [InlineData("acme/animate", "PUT POST")]
    public async Task The_file_of_a_request_that_costs_too_much_leaves_only_where_the_price_may_depend_on_it(string model, string sent)
    {
        _wire.Transport.Otherwise(asked => ScriptedTransport.Json(asked.Method == HttpMethod.Put ? Taken : """{"data":{"cost":0.2}}"""));
        var given = new GenRequest { Model = model, Input = { ["prompt"] = "fox", ["start_image_url"] = _path } };
        var spending = new Spending(_wire.Session, new SpendingLimits { MaxCost = 0.1m }, isBatch: false);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(
            () => _wire.Clock.RunAsync(spending.SubmitAsync(Ready(given), null, CancellationToken.None, default)));

        Assert.Equal(GenErrorCode.PriceTooHigh, failure.Code);
        Assert.Equal(sent, string.Join(' ', _wire.Transport.Sent.Select(one => one.Method.Method)));
        Assert.Equal(sent.Length > 4, _wire.Transport.Sent[^1].Body!.Contains(Address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_price_that_is_refused_is_laid_to_made_up_addresses_only_where_there_are_some(bool hasFile)
    {
        _wire.Transport.Then("""{"code":422,"data":{"message":"No such picture"}}""", 422);
        var given = new GenRequest { Model = "kuaishou/kling-2.6", Input = { ["prompt"] = "fox" } };
        if (hasFile)
        {
            given.Input["start_image_url"] = _path;
        }

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(
            () => _wire.Clock.RunAsync(_wire.Session.QuoteAsync(Ready(given), CancellationToken.None)));

        Assert.Equal(GenErrorCode.RequestRefused, failure.Code);
        Assert.Equal(hasFile, failure.Message.Contains("made-up addresses stood in the places of its local files", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, GenErrorCode.RequestRefused, "refused it: No.")]
    [InlineData(401, GenErrorCode.Unauthorized, "does not accept the key: No.")]
    [InlineData(402, GenErrorCode.InsufficientBalance, "No.")]
    [InlineData(403, GenErrorCode.RequestRefused, "No.")]
    [InlineData(404, GenErrorCode.BadAnswer, "-UploadEndpoint")]
    [InlineData(405, GenErrorCode.BadAnswer, "-UploadEndpoint")]
    [InlineData(413, GenErrorCode.RequestRefused, "too large for api.example.com: No.")]
    [InlineData(415, GenErrorCode.RequestRefused, "type: No.")]
    [InlineData(422, GenErrorCode.RequestRefused, "No.")]
    public async Task What_cannot_pass_fails_at_once_with_what_the_server_said(int status, object code, string expected)
    {
        _wire.Transport.Then("""{"success":false,"message":"No."}""", status);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => UploadAsync());

        Assert.Equal((code, (int?)status), ((object)failure.Code, failure.HttpStatus));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Single(_wire.Transport.Sent);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_neither_with_the_key_nor_with_the_file(int status)
    {
        _wire.Transport.Then(
            _ => new HttpResponseMessage((System.Net.HttpStatusCode)status) { Headers = { Location = new Uri("https://elsewhere.example.com/upload") } });

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => UploadAsync());

        Assert.Contains("neither the key nor the file", failure.Message, StringComparison.Ordinal);
        Assert.All(_wire.Transport.Sent, sent => Assert.Equal("api.example.com", sent.Url.Host));
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_key_that_is_echoed_in_the_address_spoils_it()
    {
        string answer = $$"""{"success":true,"file_url":"https://cdn.example.com/1.png?key={{Wire.Key}}","message":"{{Wire.Key}}"}""";
        _wire.Transport.Then(answer).Then(answer).Then(answer).Then(answer);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => UploadAsync());

        Assert.Equal(GenErrorCode.BadAnswer, failure.Code);
        Assert.DoesNotContain(Wire.Key, failure.ToString() + failure.Answer, StringComparison.Ordinal);
    }

    private GenRequest Ready(GenRequest given) =>
        new RequestChecker(ModelCatalog.BuiltIn, new RequestCheckOptions { Location = _folder.Path }).Check(given).Ready!;

    private void Script(string fault) => _ = fault switch
    {
        "reset" => _wire.Transport.ThenFail(new HttpRequestException("x", new IOException("x", new SocketException((int)SocketError.ConnectionReset)))),
        "refused" => _wire.Transport.ThenFail(new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused))),
        "429" => _wire.Transport.Then(_ => Wire.Ban(answer => answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(3)))),
        "failure told with 200" => _wire.Transport.Then("""{"success":false,"message":"The disk is full."}"""),
        "failure in the envelope" => _wire.Transport.Then("""{"code":503,"success":false,"data":{"error":{"code":"x","message":"Storage is away."}}}"""),
        "no JSON" => _wire.Transport.Then("<html>Gateway</html>"),
        "no address" => _wire.Transport.Then("""{"success":true}"""),
        "no web address" => _wire.Transport.Then("""{"success":true,"file_url":"/files/1.png"}"""),
        _ => _wire.Transport.Then("""{"success":false,"error":"Out of order."}""", int.Parse(fault, null)),
    };
}
