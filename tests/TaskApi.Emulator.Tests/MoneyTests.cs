using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class MoneyTests
{
    [Theory]
    [InlineData("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}""", "0.025")]
    [InlineData("openai/gpt-image-1", """{"prompt":"p","quality":"high"}""", "0.04")]
    [InlineData("openai/gpt-image-1", """{"prompt":"p","quality":"LOW"}""", "0.01")]
    [InlineData("openai/gpt-image-1.5", """{"prompt":"p"}""", "0.03")]
    [InlineData("kuaishou/kling-3.0-omni-video", """{"prompt":"p","mode":"pro","duration":10}""", "0.40")]
    [InlineData("kuaishou/kling-3.0-omni-video", """{"prompt":"p","mode":"std","duration":5}""", "0.16")]
    [InlineData("kuaishou/kling-3.0-omni-video", """{"prompt":"p","mode":"std","duration":5,"count":3}""", "0.48")]
    [InlineData("kuaishou/kling-o1-video", """{"prompt":"p","video_url":"https://example.com/a.mp4","duration":10}""", "0.48")]
    [InlineData("kuaishou/kling-2.6", """{"prompt":"p","duration":10}""", "0.20")]
    [InlineData("kuaishou/kling-2.6", """{"prompt":"p"}""", "0.10")]
    [InlineData("higgsfield-ai/cinematic-studio-image", """{"prompt":"p","resolution":"4k"}""", "0.06")]
    [InlineData("elevenlabs/sound-effect", "{}", "0.05")]
    [InlineData("topaz-labs/video-upscale", """{"duration":1e300}""", "1.2")]
    public void A_dry_run_tells_the_price(string model, string input, string price)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Post($$"""{"model":"{{model}}","input":{{input}},"dry_run":true}""");
        JsonElement data = TestService.Data(answer);
        Assert.Equal(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), data.GetProperty("cost").GetDecimal());
        Assert.Equal(model, data.GetProperty("model").GetString());
        Assert.True(data.GetProperty("dry_run").GetBoolean());
        Assert.False(data.TryGetProperty("task_id", out _));
    }

    [Fact]
    public void A_dry_run_charges_nothing_and_creates_nothing()
    {
        using var service = new TestService();
        service.Post("""{"model":"google/nano-banana","input":{"prompt":"p","aspect_ratio":"1:1"},"dry_run":true}""");
        Assert.Equal(100m, service.Balance());
        Assert.Equal(0, service.Stats().GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public void A_dry_run_refuses_what_a_real_one_would()
    {
        using var service = new TestService();
        Assert.Equal(400, service.Post("""{"model":"google/nano-banana","input":{"prompt":"p"},"dry_run":true}""").StatusCode);
    }

    [Fact]
    public void A_task_is_charged_when_it_is_accepted_and_tells_its_cost()
    {
        using var service = new TestService();
        string id = service.Create();
        Assert.Equal(99.975m, service.Balance());
        Assert.Equal(0.025m, service.Poll(id).GetProperty("cost").GetDecimal());
    }

    [Fact]
    public void A_request_above_the_balance_is_refused_and_charges_nothing()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Balance = 0.06m });
        service.Create();
        service.Create();
        EmulatorResponse answer = service.Post(TestService.Picture);
        Assert.Equal(402, answer.StatusCode);
        Assert.Equal("insufficient_balance", TestService.Data(answer).GetProperty("code").GetString());
        Assert.Equal(0.01m, service.Balance());
        Assert.Equal(2, service.Stats().GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public void A_balance_can_be_spent_to_the_last_cent()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Balance = 0.025m });
        service.Create();
        Assert.Equal(0m, service.Balance());
    }

    [Fact]
    public void Many_requests_at_once_never_spend_more_than_the_balance()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Balance = 2.5m, EnforceLimits = false });
        int accepted = 0;
        Parallel.For(0, 400, _ =>
        {
            if (service.Post(TestService.Picture).StatusCode == 200)
            {
                Interlocked.Increment(ref accepted);
            }
        });
        Assert.Equal(100, accepted);
        Assert.Equal(0m, service.Balance());
        Assert.Equal(100, service.Stats().GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public void An_invalid_request_is_not_charged()
    {
        using var service = new TestService();
        service.Post("google/nano-banana", "{}");
        Assert.Equal(100m, service.Balance());
    }

    [Fact]
    public void A_failed_task_is_refunded_when_it_fails_and_not_before()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Seed = 1, FailureRate = 1 });
        string id = service.Create();
        service.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(99.975m, service.Balance());
        service.LetTasksEnd();
        Assert.Equal(100m, service.Balance());
        Assert.Equal("failed", service.StatusOf(id));
        JsonElement stats = service.Stats();
        Assert.Equal(0.025m, stats.GetProperty("charged_usd").GetDecimal());
        Assert.Equal(0.025m, stats.GetProperty("refunded_usd").GetDecimal());
    }
}
