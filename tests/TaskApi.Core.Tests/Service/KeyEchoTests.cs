using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>A key that the service echoes is seen nowhere, however it is written.</summary>
public sealed class KeyEchoTests : IDisposable
{
    private const string Key = "sk-a/b+c=d&e%41\"\\f012345";

    private readonly Wire _wire = new();

    [Theory]
    [InlineData("plain", "sk-a/b+c=d&e%41\"\\f012345")]
    [InlineData("json", "sk-a/b+c=d&e%41\\\"\\\\f012345")]
    [InlineData("json with slashes", "sk-a\\/b+c=d&e%41\\\"\\\\f012345")]
    [InlineData("json as .NET writes it", "sk-a/b\\u002Bc=d\\u0026e%41\\u0022\\\\f012345")]
    [InlineData("json in lower case", "sk\\u002da\\u002fb\\u002bc\\u003dd\\u0026e\\u002541\\u0022\\u005cf012345")]
    [InlineData("url", "sk-a%2Fb%2Bc%3Dd%26e%2541%22%5Cf012345")]
    [InlineData("url in lower case", "sk%2da%2fb%2bc%3dd%26e%2541%22%5cf012345")]
    [InlineData("url twice", "sk-a%252Fb%252Bc%253Dd%2526e%252541%2522%255Cf012345")]
    [InlineData("html", "sk-a/b+c=d&amp;e%41&quot;\\f012345")]
    [InlineData("html in numbers", "sk&#45;a&#x2F;b&#x2b;c=d&#038;e%41&#34;\\f012345")]
    [InlineData("url in json", "sk-a\\u00252Fb%2Bc%3Dd%26e%2541%22%5Cf012345")]
    [InlineData("json in json", "sk-a\\\\/b+c=d&e%41\\\\\\\"\\\\\\\\f012345")]
    [InlineData("capitals", "SK-A/B+C=D&E%41\"\\F012345")]
    public void A_key_is_found_in_every_escaping(string name, string echo) =>
        Assert.Equal($"{name}: ***.", new ApiKey(Key).Redact($"{name}: {echo}."));

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Authorization: Bearer ")]
    [InlineData("x")]
    public void A_key_is_found_in_base64(string before)
    {
        string echo = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Wire.Key + ", and more"));
        string shown = new ApiKey(Wire.Key).Redact("you sent " + echo);
        Assert.StartsWith("you sent ", shown, StringComparison.Ordinal);
        Assert.Contains("***", shown, StringComparison.Ordinal);
        string rest = string.Concat(shown["you sent ".Length..].Split("***").Select(part => part.Length > 20 ? part : ""));
        Assert.DoesNotContain(Wire.Key[1..^1], Encoding.UTF8.GetString(Convert.FromBase64String(rest.PadRight((rest.Length + 3) / 4 * 4, 'A'))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all sk-secret-0123456789, sk-secret-0123456789sk-secret-0123456789", "all ***, ******")]
    [InlineData("a sk-secret-012345678.", "a sk-secret-012345678.")]
    [InlineData("{\"a\":\"\\n\\\\sk-secret-0123456789\"}", "{\"a\":\"\\n\\\\***\"}")]
    [InlineData("100% & more \\ &; &#; &#xZZ; \\u12 %4", "100% & more \\ &; &#; &#xZZ; \\u12 %4")]
    [InlineData("", "")]
    public void What_is_no_key_stays_as_it_is(string text, string shown) => Assert.Equal(shown, new ApiKey(Wire.Key).Redact(text));

    [Fact]
    public void An_escape_before_a_key_does_not_spoil_the_json() =>
        Assert.Equal("{\"a\":\"***\"}", new ApiKey("nk-0123456789").Redact("{\"a\":\"\\nk-0123456789\"}"));

    [Theory]
    [InlineData("task", """{"task_id":"my-task-1","task":"task"}""", """{"task_id":"my-task-1","task":"***"}""")]
    [InlineData("k", """{"token":"k","kind":"ok"}""", """{"token":"***","kind":"ok"}""")]
    public void A_key_that_is_only_a_word_is_found_as_a_word(string key, string text, string shown) => Assert.Equal(shown, new ApiKey(key).Redact(text));

    [Theory]
    [InlineData("you sent sk-secret-0123", "you sent ***")]
    [InlineData("you sent sk\\u002dsecret", "you sent ***")]
    [InlineData("you sent sk-secret%2", "you sent ***")]
    [InlineData("you sent sk-secret&#45;&#4", "you sent ***")]
    [InlineData("ask", "ask")]
    public void The_beginning_of_a_key_at_a_cut_goes_too(string text, string shown) => Assert.Equal(shown, new ApiKey(Wire.Key).Redact(text));

    [Property(MaxTest = 2000)]
    public void A_key_is_found_whatever_its_characters_are_escaped_as(NonEmptyArray<byte> forms)
    {
        string[] ways = ["{0}", "\\u{1:x4}", "\\u{1:X4}", "%{1:x2}", "%{1:X2}", "%25{1:x2}", "&#{1};", "&#x{1:x};", "\\\\u{1:x4}", "\\x{1:x2}"];
        string echo = string.Concat(Wire.Key.Select((letter,
            i) => string.Format(System.Globalization.CultureInfo.InvariantCulture, ways[forms.Get[i % forms.Get.Length] % ways.Length], letter, (int)letter)));
        Assert.Equal("<***>", new ApiKey(Wire.Key).Redact($"<{echo}>"));
    }

    [Theory]
    [InlineData("sk-secret-0123456789")]
    [InlineData("sk\\u002dsecret\\u002D0123456789")]
    [InlineData("sk%2Dsecret-0123456789")]
    [InlineData("SK-SECRET-0123456789")]
    [InlineData("Bearer sk-secret-0123456789")]
    public async Task A_task_holds_no_key_wherever_the_service_echoes_it(string echo)
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json($$$"""
            {"{{{echo}}}":"{{{echo}}}","data":{"task_id":"abcd","model":"me/{{{echo}}}","status":"completed","cost":0.1,
            "output":{"image_url":"https://c.example.com/{{{echo}}}/a.png?k={{{echo}}}","{{{echo}}}":"https://c.example.com/b.png"},"text":"{{{echo}}}"}}
            """));
        GenTask task = await _wire.PollAsync("abcd");
        string all = string.Join('\n', [task.Model!, task.Raw!, task.Id, task.Error ?? "",
            .. task.Outputs.SelectMany(output => new[] { output.Name, output.Url, output.Text }), FileName.For(task, 0, 1)]);
        AssertClean(all);
        Assert.Equal("me/***", task.Model?.Replace("Bearer ", "", StringComparison.Ordinal));
        Assert.Equal(2, task.Outputs.Count);
    }

    [Theory]
    [InlineData("sk-secret-0123456789")]
    [InlineData("sk\\u002dsecret\\u002D0123456789")]
    [InlineData("sk%2Dsecret-0123456789")]
    public async Task An_error_holds_no_key_also_where_it_is_cut(string echo)
    {
        for (int length = 470; length < 520; length++)
        {
            _wire.Transport.Then($$$"""{"data":{"message":"{{{new string('x', length)}}}{{{echo}}}","code":"{{{echo}}}"},"id":"{{{echo}}}"}""", 400);
            GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
            AssertClean(failure + failure.ServiceCode + failure.Answer);
            Assert.DoesNotContain("sk-", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_holds_no_key_also_where_it_is_cut()
    {
        for (int length = 1960; length < 2010; length++)
        {
            _wire.Transport.Then(new string('x', length) + Wire.Key, 500);
            string answer = (await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).Answer!;
            Assert.DoesNotContain("sk-", answer, StringComparison.Ordinal);
            Assert.InRange(answer.Length, 1960, 2000);
        }
    }

    [Fact]
    public async Task A_redirect_holds_no_key()
    {
        _wire.Transport.Then(_ => new HttpResponseMessage(
            System.Net.HttpStatusCode.SeeOther) { Headers = { Location = new Uri("/v1/tasks/a-sk%2Dsecret-0123456789", UriKind.Relative) } });
        Assert.Equal("a-***", (await _wire.SubmitAsync()).Id);
    }

    [Fact]
    public async Task A_failure_of_the_network_shows_no_key_in_any_of_its_layers()
    {
        foreach (Exception failure in new Exception[] { new IOException("x: Bearer " + Wire.Key),
            new HttpRequestException("x", new IOException("y: Bearer " + Wire.Key)), new InvalidOperationException("z: " + Wire.Key) })
        {
            _wire.Transport.ThenFail(failure);
            AssertClean((await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).ToString());
        }
    }

    public void Dispose() => _wire.Dispose();

    private static void AssertClean(string text)
    {
        foreach (string form in (string[])[text, Uri.UnescapeDataString(text), text.Replace("\\u002d", "-", StringComparison.OrdinalIgnoreCase)])
        {
            Assert.DoesNotContain(Wire.Key, form, StringComparison.OrdinalIgnoreCase);
        }
    }
}
