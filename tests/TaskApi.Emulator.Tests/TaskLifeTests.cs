using System;
using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class TaskLifeTests
{
    [Fact]
    public void A_new_task_is_pending()
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Post(TestService.Picture);
        Assert.Equal("pending", TestService.Data(answer).GetProperty("status").GetString());
        Assert.Equal("pending", service.StatusOf(TestService.Data(answer).GetProperty("task_id").GetString()!));
    }

    [Fact]
    public void A_task_goes_from_pending_through_processing_to_completed_and_stays_there()
    {
        using var service = new TestService();
        string id = service.Create();
        service.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal("pending", service.StatusOf(id));
        service.Clock.Advance(TimeSpan.FromMilliseconds(2001));
        Assert.Equal("processing", service.StatusOf(id));
        service.LetTasksEnd();
        Assert.Equal("completed", service.StatusOf(id));
        service.LetTasksEnd();
        Assert.Equal("completed", service.StatusOf(id));
    }

    [Fact]
    public void The_tasks_can_be_faster_than_the_clock_behind_the_limits()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Seed = 7, TaskSpeed = 100 });
        string id = service.Create();
        Assert.Equal("pending", service.StatusOf(id));
        service.Clock.Advance(TimeSpan.FromMilliseconds(500));
        for (int poll = 0; poll < 9; poll++)
        {
            Assert.Equal("completed", service.StatusOf(id));
        }

        Assert.Equal(429, service.Send("GET", "/v1/tasks/" + id).StatusCode);
    }

    [Theory]
    [InlineData("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}""", 12)]
    [InlineData("google/veo-3.1-fast", """{"prompt":"p"}""", 60)]
    [InlineData("elevenlabs/sound-effect", "{}", 25)]
    public void Tasks_take_their_kinds_time_on_average(string model, string input, double mean)
    {
        const int count = 200;
        using var service = new TestService();
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = service.Create(model, input);
        }

        int running = 0;
        for (int second = 0; second < 3 * (int)mean; second++)
        {
            foreach (string id in ids)
            {
                running += service.StatusOf(id) == "completed" ? 0 : 1;
            }

            service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // Sampled at whole seconds, a task counts about half a second more than it takes.
        Assert.InRange((running / (double)count) - 0.5, mean * 0.95, mean * 1.05);
    }

    [Fact]
    public void A_failed_task_says_why_in_both_places_and_has_no_output()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, FailureRate = 1 });
        string id = service.Create();
        service.LetTasksEnd();
        EmulatorResponse answer = service.Send("GET", "/v1/tasks/" + id);
        Assert.Equal(200, answer.StatusCode);
        JsonElement data = TestService.Data(answer);
        Assert.Equal("failed", data.GetProperty("status").GetString());
        Assert.Equal("generation_failed", data.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(data.GetProperty("error_message").GetString(), data.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(0m, data.GetProperty("cost").GetDecimal());
        Assert.False(data.TryGetProperty("output", out _));
    }

    [Fact]
    public void The_failure_rate_is_the_share_of_tasks_that_fail()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Seed = 3, FailureRate = 0.25, EnforceLimits = false });
        int failed = 0;
        string[] ids = new string[1000];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = service.Create();
        }

        service.LetTasksEnd();
        foreach (string id in ids)
        {
            failed += service.StatusOf(id) == "failed" ? 1 : 0;
        }

        Assert.InRange(failed, 200, 300);
    }

    [Fact]
    public void The_same_seed_gives_the_same_tasks_and_another_seed_gives_others()
    {
        Assert.Equal(Course(1), Course(1));
        Assert.NotEqual(Course(1), Course(2));
    }

    [Fact]
    public void Without_a_seed_two_services_differ()
    {
        using var first = new TestService(clock => new EmulatorOptions { Clock = clock });
        using var second = new TestService(clock => new EmulatorOptions { Clock = clock });
        Assert.NotEqual(first.Create(), second.Create());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_failure_rate_that_is_no_share_is_refused(double rate) =>
        Assert.Throws<ArgumentException>(() => new GenEmulator(new EmulatorOptions { FailureRate = rate }));

    private static string Course(int seed)
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Seed = seed, FailureRate = 0.5, EnforceLimits = false });
        string[] ids = [service.Create(), service.Create(), service.Create()];
        string course = string.Join(' ', ids);
        for (int second = 0; second < 20; second++)
        {
            foreach (string id in ids)
            {
                course += " " + service.Poll(id).GetRawText();
            }

            service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        return course;
    }
}
