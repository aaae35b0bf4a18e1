using System;
using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class StatsTests
{
    [Fact]
    public void The_figures_tell_what_happened()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        string first = service.Create();
        string second = service.Create();
        service.Create("openai/gpt-image-1", """{"prompt":"p","quality":"high"}""");
        for (int i = 0; i < 3; i++)
        {
            service.Poll(first);
        }

        service.Clock.Advance(TimeSpan.FromSeconds(2));
        service.Poll(second);
        JsonElement stats = service.Stats();
        AssertVerb(stats.GetProperty("create"), requests: 3, largest: 3, bans: 0);
        AssertVerb(stats.GetProperty("poll"), requests: 4, largest: 3, bans: 0);
        Assert.Equal(3, stats.GetProperty("tasks_created").GetInt32());
        Assert.Equal(2, stats.GetProperty("tasks_per_body_max").GetInt32());
        Assert.Equal(3, stats.GetProperty("polls_per_task_max").GetInt32());
        Assert.Equal(4 / 3.0, stats.GetProperty("polls_per_task_mean").GetDouble(), 6);
        Assert.Equal(0.09m, stats.GetProperty("charged_usd").GetDecimal());
        Assert.Equal(99.91m, stats.GetProperty("balance_usd").GetDecimal());
    }

    [Fact]
    public void Bans_and_refused_requests_are_counted()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        for (int i = 0; i < 15; i++)
        {
            service.Send("GET", "/v1/tasks/x");
        }

        AssertVerb(service.Stats().GetProperty("poll"), requests: 15, largest: 15, bans: 1);
    }

    [Fact]
    public void The_figures_of_a_new_service_are_all_zero()
    {
        using var service = new TestService();
        JsonElement stats = service.Stats();
        AssertVerb(stats.GetProperty("create"), 0, 0, 0);
        Assert.Equal(0, stats.GetProperty("polls_per_task_mean").GetDouble());
    }

    private static void AssertVerb(JsonElement verb, int requests, int largest, int bans)
    {
        Assert.Equal(requests, verb.GetProperty("requests").GetInt32());
        Assert.Equal(largest, verb.GetProperty("largest_in_a_second").GetInt32());
        Assert.Equal(bans, verb.GetProperty("bans").GetInt32());
    }
}
