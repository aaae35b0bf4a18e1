using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class RouteTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/tasks2")]
    [InlineData("/v1/models")]
    [InlineData("/favicon.ico")]
    public void An_unknown_path_is_not_found(string path)
    {
        using var service = new TestService();
        AssertError(service.Send("GET", path), 404, "not_found");
    }

    [Theory]
    [InlineData("GET", "/v1/tasks", "POST")]
    [InlineData("DELETE", "/v1/tasks/abc", "GET")]
    [InlineData("POST", "/account", "GET")]
    [InlineData("POST", "/upload", "PUT")]
    [InlineData("PUT", "/files/a.png", "GET")]
    [InlineData("POST", "/outputs/a.png", "GET")]
    [InlineData("POST", "/_stats", "GET")]
    [InlineData("POST", "/_tasks", "GET")]
    public void A_wrong_method_is_refused_with_the_right_one(string method, string path, string allowed)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Send(method, path);
        AssertError(answer, 405, "method_not_allowed");
        Assert.Equal(allowed, TestService.Header(answer, "Allow"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic abc")]
    [InlineData("Bearer sk-other")]
    [InlineData("Bearer SK-RIGHT")]
    public void Without_the_right_key_no_api_route_answers(string? authorization)
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, ApiKey = "sk-right" });
        foreach ((string method,
            string path) in new[] { ("POST", "/v1/tasks"), ("GET", "/v1/tasks/a"), ("GET", "/account"), ("GET", "/v1/account"), ("PUT", "/upload") })
        {
            EmulatorResponse answer = service.Emulator.Handle(new EmulatorRequest { Method = method, Path = path, Authorization = authorization });
            AssertError(answer, 401, "authentication_failed");
        }
    }

    [Fact]
    public void The_right_key_is_let_in()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, ApiKey = "sk-right" });
        Assert.Equal(200, service.Send("GET", "/account", key: "sk-right").StatusCode);
    }

    [Fact]
    public void Without_a_set_key_any_key_is_let_in_but_none_is_not()
    {
        using var service = new TestService();
        Assert.Equal(200, service.Send("GET", "/account", key: "whatever").StatusCode);
        AssertError(service.Send("GET", "/account", key: ""), 401, "authentication_failed");
    }

    [Fact]
    public void The_eleventh_request_in_a_second_is_refused_with_the_length_of_the_ban()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(404, service.Send("GET", "/v1/tasks/unknown").StatusCode);
        }

        EmulatorResponse answer = service.Send("GET", "/v1/tasks/unknown");
        AssertError(answer, 429, "rate_limit_exceeded");
        Assert.Equal("60", TestService.Header(answer, "Retry-After"));
        Assert.Equal(200, service.Post(TestService.Picture).StatusCode);
    }

    [Fact]
    public void A_dry_run_counts_as_a_request()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(200, service.Post("""{"model":"google/nano-banana","input":{"prompt":"p","aspect_ratio":"1:1"},"dry_run":true}""").StatusCode);
        }

        AssertError(service.Post(TestService.Picture), 429, "rate_limit_exceeded");
    }

    [Fact]
    public void Requests_without_a_valid_key_are_not_counted()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, ApiKey = TestService.Key });
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(401, service.Send("GET", "/v1/tasks/a", key: "wrong").StatusCode);
        }

        Assert.Equal(404, service.Send("GET", "/v1/tasks/a").StatusCode);
    }

    [Fact]
    public void Account_and_upload_are_not_limited()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(200, service.Send("GET", "/account").StatusCode);
            Assert.Equal(200, service.Send("PUT", "/upload", """{"base64":"AAAA"}""").StatusCode);
        }
    }

    [Theory]
    [InlineData("/account")]
    [InlineData("/v1/account")]
    public void The_account_page_shows_the_balance(string path)
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Balance = 12.5m });
        JsonElement data = TestService.Data(service.Send("GET", path));
        Assert.Equal(12.5m, data.GetProperty("balance_usd").GetDecimal());
        Assert.Equal(JsonValueKind.Number, data.GetProperty("user_id").ValueKind);
        Assert.Equal(service.Clock.GetUtcNow().ToUnixTimeSeconds(), data.GetProperty("updated_at").GetInt64());
    }

    [Fact]
    public void The_tasks_page_tells_what_was_asked_for_what_it_costs_and_what_it_made()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        service.Post("google/nano-banana", """{"prompt":"fox","aspect_ratio":"1:1"}""");
        service.Post("google/nano-banana", """{"prompt":"owl","aspect_ratio":"1:1"}""");

        JsonElement[] pending = [.. TestService.Json(service.Send("GET", "/_tasks", key: "")).GetProperty("tasks").EnumerateArray()];
        Assert.Equal(["fox pending", "owl pending"], pending.Select(task => $"{task.GetProperty("prompt")} {task.GetProperty("status")}"));
        Assert.False(pending[0].TryGetProperty("output", out _));

        service.Clock.Advance(TimeSpan.FromMinutes(5));
        JsonElement done = TestService.Json(service.Send("GET", "/_tasks", key: "")).GetProperty("tasks")[1];
        Assert.Equal(("completed", 0.025m), (done.GetProperty("status").GetString(), done.GetProperty("cost").GetDecimal()));
        Assert.EndsWith(".png", done.GetProperty("output").GetProperty("image_url").GetString(), StringComparison.Ordinal);
        Assert.Equal(pending[1].GetProperty("task_id").GetString(), done.GetProperty("task_id").GetString());
    }

    [Fact]
    public void A_task_that_was_never_created_is_not_found()
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Send("GET", "/v1/tasks/96b69d7c-73d9-4a18-813c-9cf3e51ef5b4");
        AssertError(answer, 404, "not_found");
        Assert.Equal("task not found", TestService.Data(answer).GetProperty("message").GetString());
    }

    [Fact]
    public void A_model_that_the_catalog_lacks_is_not_found()
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Post("nobody/nothing", "{}");
        AssertError(answer, 404, "not_found");
        Assert.Equal("model not found", TestService.Data(answer).GetProperty("message").GetString());
    }

    [Fact]
    public void A_fault_inside_is_a_500_in_the_documented_shape()
    {
        using var service = new TestService(
            clock => new EmulatorOptions { Clock = clock, Catalog = new ModelCatalog([new GenModel { Id = "a/b", Rules = [null!], IsChecked = true }]) });
        AssertError(service.Post("a/b", "{}"), 500, "internal_error");
    }

    private static void AssertError(EmulatorResponse answer, int status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/json", answer.ContentType);
        JsonElement json = TestService.Json(answer);
        Assert.Equal(status, json.GetProperty("code").GetInt32());
        Assert.False(json.GetProperty("success").GetBoolean());
        Assert.Equal(code, json.GetProperty("data").GetProperty("code").GetString());
        Assert.NotEqual("", json.GetProperty("data").GetProperty("message").GetString());
        Assert.DoesNotContain("sk-", Encoding.UTF8.GetString(answer.Body.Span), System.StringComparison.OrdinalIgnoreCase);
    }
}
