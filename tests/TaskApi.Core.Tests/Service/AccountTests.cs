using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

public sealed class AccountTests : IDisposable
{
    private const string NotFound = """{"code":404,"data":{"message":"Not found","code":"not_found"}}""";
    private const string Mail = "jane.doe+work@example.com";

    private readonly Wire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Theory]
    [InlineData("""{"success":true,"code":200,"data":{"user_id":12345,"balance_usd":100.50,"email":"m","created_at":1700000000,"updated_at":1700000060}}""")]
    [InlineData(
        """{"code":200,"data":{"user_id":12345,"balance_usd":100.50,"email":"m","created_at":1700000000,"updated_at":1700000060,"restricted_until":null}}""")]
    [InlineData("""{"code":200,"data":{"balance_usd":"100.50","user_id":"12345","updated_at":"1700000060","created_at":1700000000.0,"restricted_until":0}}""")]
    [InlineData("""{"balance_usd":100.50,"user_id":12345,"created_at":1700000000,"updated_at":1700000060}""")]
    public async Task The_balance_is_read_from_every_form_of_the_answer(string body)
    {
        _wire.Transport.Then(body);

        GenAccount account = await AskAsync();

        Assert.Equal((100.5m, "12345", "100.5000"), (account.Balance, account.UserId, account.BalanceText));
        Assert.Equal((1_700_000_000, 1_700_000_060), (account.CreatedAt!.Value.ToUnixTimeSeconds(), account.UpdatedAt!.Value.ToUnixTimeSeconds()));
        Assert.Equal((null, false), (account.RestrictedUntil, account.IsRestricted));
        Assert.Equal("GET https://api.example.com/account", Assert.Single(Asked()));
        Assert.Equal("Bearer " + Wire.Key, _wire.Transport.Sent[0].Authorization);
    }

    [Fact]
    public async Task What_the_service_does_not_tell_is_empty()
    {
        _wire.Transport.Then("""{"data":{"balance_usd":-0.25,"created_at":"yesterday","updated_at":-1,"restricted_until":false}}""");

        GenAccount account = await AskAsync();

        Assert.Equal(new GenAccount { Balance = -0.25m }, account);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(30, true)]
    public async Task An_account_is_restricted_until_the_time_that_the_service_names(int secondsFromNow, bool isRestricted)
    {
        DateTimeOffset until = _wire.Clock.GetUtcNow().AddSeconds(secondsFromNow);
        _wire.Transport.Then($$$"""{"code":200,"data":{"balance_usd":1,"restricted_until":{{{until.ToUnixTimeSeconds()}}}}}""");

        GenAccount account = await AskAsync();

        Assert.Equal((until, isRestricted), (account.RestrictedUntil, account.IsRestricted));
    }

    [Fact]
    public async Task A_restriction_beyond_the_calendar_is_one_for_ever()
    {
        _wire.Transport.Then("""{"code":200,"data":{"balance_usd":1,"restricted_until":9e15}}""");

        GenAccount account = await AskAsync();

        Assert.Equal((DateTimeOffset.MaxValue, true), (account.RestrictedUntil, account.IsRestricted));
    }

    [Fact]
    public async Task The_other_path_is_asked_where_the_first_is_not_found()
    {
        _wire.Transport.Then(NotFound, 404).Then("""{"code":200,"success":true,"data":{"balance_usd":7}}""");

        Assert.Equal(7, (await AskAsync()).Balance);
        Assert.Equal(["GET https://api.example.com/account", "GET https://api.example.com/v1/account"], Asked());
    }

    [Fact]
    public async Task A_service_without_an_account_page_is_an_error_that_names_both_paths()
    {
        _wire.Transport.Then(NotFound, 404).Then(NotFound, 404);

        GenServiceException failure = await FailsAsync();

        Assert.Equal((GenErrorCode.BadAnswer, 404, "not_found"), (failure.Code, failure.HttpStatus, failure.ServiceCode));
        Assert.Contains("neither at /account nor at /v1/account", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"code":401,"data":{"message":"No such key","code":"authentication_failed"}}""", GenErrorCode.Unauthorized, "No such key.")]
    [InlineData(402, """{"code":402,"data":{"message":"Nothing left"}}""", GenErrorCode.InsufficientBalance, "Nothing left.")]
    [InlineData(200, """{"code":200,"success":false,"msg":"Not today"}""", GenErrorCode.RequestRefused, "Not today.")]
    [InlineData(200, """{"code":200,"success":true,"data":{"user_id":1}}""", GenErrorCode.BadAnswer, "holds no balance")]
    [InlineData(200, """{"code":200,"success":true,"data":{"balance_usd":"much"}}""", GenErrorCode.BadAnswer, "holds no balance")]
    [InlineData(200, """{"code":200,"success":true,"data":[]}""", GenErrorCode.BadAnswer, "holds no balance")]
    [InlineData(200, "<html>Welcome</html>", GenErrorCode.BadAnswer, "not JSON")]
    public async Task An_answer_without_a_balance_is_an_error_that_says_what_there_was(int status, string body, GenErrorCode code, string said)
    {
        _wire.Transport.Then(body, status);

        GenServiceException failure = await FailsAsync();

        Assert.Equal(code, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task Questions_for_the_balance_keep_to_the_limit()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("""{"code":200,"data":{"balance_usd":1}}"""));

        await _wire.Clock.RunAsync(Task.WhenAll(Enumerable.Range(0, 11).Select(_ => _wire.Session.ReadAccountAsync(default))));

        Assert.True(_wire.SecondsBetween(0, 10) >= 1);
    }

    [Theory]
    [InlineData("\"email\":\"" + Mail + "\"")]
    [InlineData("\"email\": \"jane.doe+work\\u0040example.com\", \"note\":\"write to <" + Mail + ">\"")]
    public async Task The_mail_address_is_in_no_line_of_the_wire_and_in_no_error(string mail)
    {
        var heard = new List<string>();
        GenListener.Current = new GenListener(true, true, notice => heard.Add(notice.Message));
        _wire.Transport.Then($$$"""{"code":200,"data":{"user_id":5,"balance_usd":7,{{{mail}}}}}""").Then($$$"""{"code":200,"data":{"user_id":5,{{{mail}}}}}""");

        GenAccount account = await AskAsync();
        GenServiceException failure = await FailsAsync();

        Assert.Equal(7, account.Balance);
        Assert.Contains(heard, line => line.Contains("balance_usd", StringComparison.Ordinal));
        Assert.All([.. heard, failure.ToString(), failure.Answer!, account.ToString()],
            text => Assert.DoesNotContain("example.com\"", text, StringComparison.Ordinal));
        Assert.All([.. heard, failure.Answer!], text => Assert.DoesNotContain("jane", text, StringComparison.Ordinal));
    }

    private Task<GenAccount> AskAsync() => _wire.Clock.RunAsync(_wire.Session.ReadAccountAsync(default));

    private Task<GenServiceException> FailsAsync() => Assert.ThrowsAsync<GenServiceException>(AskAsync);

    private IEnumerable<string> Asked() => _wire.Transport.Sent.Select(request => $"{request.Method} {request.Url}");
}
