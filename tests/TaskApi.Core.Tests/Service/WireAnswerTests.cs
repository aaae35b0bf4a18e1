using System.Text;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

public class WireAnswerTests
{
    [Theory]
    [InlineData("""{"code":200,"success":true,"data":{"task_id":"abcd"}}""", 200)]
    [InlineData("""{"success":true,"code":200,"data":{"task_id":"abcd"}}""", 200)]
    [InlineData("""{"code":200,"data":{"task_id":"abcd"}}""", 200)]
    [InlineData("""{"code":200,"data":{"task_id":"abcd"}}""", 201)]
    [InlineData("""{"code":201,"success":true,"data":{"task_id":"abcd"}}""", 201)]
    [InlineData("""{"data":{"task_id":"abcd"}}""", 200)]
    [InlineData("""{"task_id":"abcd"}""", 200)]
    [InlineData("""{"code":200,"success":true,"data":{"task_id":"abcd","error":{},"output":{}}}""", 200)]
    [InlineData("""{"code":"200","success":true,"data":{"task_id":"abcd"}}""", 200)]
    public void Success_is_seen_with_and_without_an_envelope(string body, int status)
    {
        WireAnswer answer = Wire.Read(body, status);
        Assert.True(answer.IsSuccess);
        Assert.Equal("abcd", answer.Get("task_id"));
        Assert.Null(answer.ErrorMessage);
        Assert.Null(answer.ErrorCode);
    }

    [Theory]
    [InlineData("""{"code":422,"data":{"message":"No prompt","code":"validation_error"}}""", "validation_error", "No prompt")]
    [InlineData("""{"code":422,"success":false,"data":{"message":"No prompt","code":"validation_error"}}""", "validation_error", "No prompt")]
    [InlineData("""{"code":400,"data":{"message":"No prompt","error":{}}}""", null, "No prompt")]
    [InlineData("""{"code":400,"success":false,"data":{"error":{"code":"bad","message":"No prompt"}}}""", "bad", "No prompt")]
    [InlineData("""{"code":400,"data":{"error":"No prompt"}}""", null, "No prompt")]
    [InlineData("""{"code":400,"data":{"error_message":"No prompt"}}""", null, "No prompt")]
    [InlineData("""{"error_message":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"message":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"msg":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"error":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"error":{"code":"bad","message":"No prompt"}}""", "bad", "No prompt")]
    [InlineData("""{"detail":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"error":"Bad Request","message":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"data":{},"error":"Bad Request","message":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"data":{},"error":{"code":"bad","message":"Bad Request"},"msg":"No prompt"}""", "bad", "No prompt")]
    [InlineData("""{"data":{"message":"","code":"","error":{"code":"bad","message":"No prompt"}},"message":"Error"}""", "bad", "No prompt")]
    [InlineData("""{"data":{"message":"No prompt","code":400}}""", null, "No prompt")]
    [InlineData("""{"data":{"code":"validation_error"}}""", "validation_error", null)]
    [InlineData("""{"data":[],"message":"No prompt"}""", null, "No prompt")]
    [InlineData("""{"data":null,"error":null,"message":null}""", null, null)]
    [InlineData("{}", null, null)]
    public void An_error_is_found_in_all_its_places(string body, string? code, string? message)
    {
        WireAnswer answer = Wire.Read(body, 400);
        Assert.False(answer.IsSuccess);
        Assert.Equal((code, message), (answer.ErrorCode, answer.ErrorMessage));
    }

    [Theory]
    [InlineData("""{"code":200,"success":false,"data":{"message":"No"}}""", 200)]
    [InlineData("""{"success":false,"message":"No"}""", 200)]
    [InlineData("""{"code":402,"data":{"message":"No"}}""", 402)]
    [InlineData("""{"code":402,"success":false,"data":{"message":"No"}}""", 402)]
    [InlineData("""{"code":402,"success":true,"data":{"message":"No"}}""", 402)]
    [InlineData("""{"code":500,"error":"No"}""", 500)]
    [InlineData("""{"code":302,"error":"No"}""", 302)]
    public void A_failure_behind_http_200_is_a_failure(string body, int status)
    {
        WireAnswer answer = Wire.Read(body, 200);
        Assert.False(answer.IsSuccess);
        Assert.Equal((status, "No"), (answer.Status, answer.ErrorMessage));
    }

    [Fact]
    public void The_status_of_a_refusal_is_that_of_http() => Assert.Equal(401, Wire.Read("""{"code":200,"success":true}""", 401).Status);

    [Fact]
    public void News_of_a_failed_task_is_no_failed_answer() =>
        Assert.True(Wire.Read("""{"code":200,"success":false,"data":{"task_id":"abcd","status":"failed","error_message":"No"}}""").IsSuccess);

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("{\"code\":200,")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"ok\"")]
    public void A_body_that_is_no_json_object_is_no_success(string body)
    {
        WireAnswer answer = Wire.Read(body);
        Assert.False(answer.IsSuccess);
        Assert.Null(answer.Root);
        Assert.Null(answer.Get("task_id"));
    }

    [Theory]
    [InlineData("""{"data":{"task_id":"abcd","message":"cut \ud83d"},"x\udc00":1}""", "cut \uFFFD")]
    [InlineData("""{"data":{"task_id":"abcd","message":"whole \ud83e\udd8a"}}""", "whole 🦊")]
    [InlineData("""{"data":{"task_id":"abcd","message":"a \\ud83d name"}}""", "a \\ud83d name")]
    public void Half_a_character_spoils_nothing_else(string body, string message)
    {
        WireAnswer answer = Wire.Read(body);
        Assert.Equal(("abcd", message), (answer.Get("task_id"), answer.ErrorMessage));
    }

    [Fact]
    public void Bytes_that_are_no_text_spoil_nothing_else()
    {
        WireAnswer answer =
            Wire.Read([.. Encoding.UTF8.GetBytes("{\"data\":{\"task_id\":\"abcd\",\"message\":\"f"), 0xFC, .. Encoding.UTF8.GetBytes("r\"}}")], 400);
        Assert.Equal(("abcd", "f\uFFFDr"), (answer.Get("task_id"), answer.ErrorMessage));
    }

    [Fact]
    public void A_byte_order_mark_spoils_nothing() => Assert.True(Wire.Read("\uFEFF{\"code\":200}").IsSuccess);

    [Theory]
    [InlineData("""{"data":{"cost":0.15}}""", "0.15")]
    [InlineData("""{"data":{"cost":"0.15"}}""", "0.15")]
    [InlineData("""{"data":{"cost":1e-3}}""", "0.001")]
    [InlineData("""{"data":{"cost":0}}""", "0")]
    [InlineData("""{"data":{"cost":"free"}}""", null)]
    [InlineData("""{"data":{"cost":null}}""", null)]
    [InlineData("""{"data":{"cost":1e99}}""", null)]
    [InlineData("""{"data":{}}""", null)]
    public void Money_is_read_from_numbers_and_text(string body, string? money)
    {
        using var culture = new CultureScope("de-DE");
        Assert.Equal(money, WireText.GetMoney(Wire.Read(body).Data!.Value, "cost")?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
