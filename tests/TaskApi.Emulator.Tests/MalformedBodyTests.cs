using System;
using System.Text;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class MalformedBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"model":5,"input":{}}""")]
    [InlineData("""{"model":"","input":{}}""")]
    [InlineData("""{"model":null,"input":{}}""")]
    [InlineData("""{"model":"suno-ai/wav"}""")]
    [InlineData("""{"model":"suno-ai/wav","input":[]}""")]
    [InlineData("""{"model":"suno-ai/wav","input":null}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{},"dry_run":"true"}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{},"dry_run":1}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{},"dry_run":null}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{"a":"\ud800"}}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{"\udc00":1}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{},}""")]
    [InlineData("""{"model":"suno-ai/wav","input":{}} {}""")]
    [InlineData("""{"model":"google/veo-3.1-fast","input":{"prompt":null}}""")]
    [InlineData("""{"model":"google/veo-3.1-fast","input":{"prompt":["p"]}}""")]
    [InlineData("""{"model":"google/veo-3.1-fast","input":{"prompt":"p","seed":1e400}}""")]
    [InlineData("""{"model":"google/veo-3.1-fast","input":{"prompt":"p","seed":1e28,"":0}}""")]
    public void A_body_that_makes_no_sense_is_a_400(string body)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Post(body);
        Assert.Equal(400, answer.StatusCode);
        Assert.Equal("validation_error", TestService.Data(answer).GetProperty("code").GetString());
    }

    [Fact]
    public void Broken_utf8_is_a_400()
    {
        using var service = new TestService();
        byte[] body = Encoding.ASCII.GetBytes("""{"model":"suno-ai/wav","input":{"a":"?"}}""");
        body[Array.IndexOf(body, (byte)'?')] = 0xFF;
        Assert.Equal(400, service.Send("POST", "/v1/tasks", body).StatusCode);
    }

    [Fact]
    public void Deep_nesting_is_a_400()
    {
        using var service = new TestService();
        Assert.Equal(400, service.Post(new string('[', 500_000)).StatusCode);
    }

    [Fact]
    public void A_body_above_the_limit_is_a_413_and_one_at_the_limit_is_read()
    {
        using var service = new TestService();
        const string frame = """{"model":"suno-ai/wav","input":{"a":""}}""";
        string atLimit = frame.Replace("\"\"", '"' + new string('x', GenEmulator.LargestTaskBody - frame.Length) + '"', StringComparison.Ordinal);
        Assert.Equal(200, service.Post(atLimit).StatusCode);
        Assert.Equal(413, service.Post(atLimit + " ").StatusCode);
    }

    [Property(MaxTest = 1000)]
    public void Any_bytes_give_a_4xx(byte[] body)
    {
        using var service = new TestService();
        Assert.InRange(service.Send("POST", "/v1/tasks", body).StatusCode, 400, 499);
        Assert.InRange(service.Send("PUT", "/upload", body).StatusCode, 400, 499);
        Assert.InRange(service.Send("PUT", "/upload", body, "multipart/form-data; boundary=b").StatusCode, 400, 499);
    }

    [Property(MaxTest = 1000)]
    public void A_valid_body_with_any_damage_never_gives_a_5xx(ushort place, byte value, byte cut)
    {
        using var service = new TestService();
        byte[] body = Encoding.UTF8.GetBytes(
            """{"model":"kuaishou/kling-3.0-omni-video","input":{"prompt":"\u00e9","duration":5.0,"elements":[{"type":"image"}],"multi_shot":""" +
            """[{"duration":2},{"duration":3}]},"callback_url":"https://e.com","dry_run":true}""");
        body[place % body.Length] = value;
        Assert.InRange(service.Send("POST", "/v1/tasks", body).StatusCode, 200, 499);
        Assert.InRange(service.Send("POST", "/v1/tasks", body.AsMemory(0, body.Length - (cut % body.Length))).StatusCode, 200, 499);
    }
}
