using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class CallbackTests
{
    private const string Address = "https://hooks.example.com/done?x=1";

    [Fact]
    public async Task A_completed_task_is_announced_with_its_output_as_data()
    {
        var inbox = new Inbox();
        using TestService service = Start(inbox);
        string id = service.Create(WithCallback("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}"""));
        JsonElement body = await inbox.NextAsync(service.Clock);
        Assert.Equal(new Uri(Address), inbox.LastAddress);
        Assert.Equal(id, body.GetProperty("task_id").GetString());
        Assert.Equal("completed", body.GetProperty("status").GetString());
        Assert.Equal(service.Poll(id).GetProperty("output").GetRawText(), body.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task When_the_callback_comes_a_poll_finds_the_task_ended()
    {
        var inbox = new Inbox();
        using TestService service = Start(inbox);
        string id = service.Create(WithCallback("google/veo-3.1-fast", """{"prompt":"p"}"""));
        await inbox.NextAsync(service.Clock);
        Assert.Equal("completed", service.StatusOf(id));
    }

    [Fact]
    public async Task Music_is_announced_flat()
    {
        var inbox = new Inbox();
        using TestService service = Start(inbox);
        service.Create(WithCallback("suno-ai/music", """{"mv":"chirp-v4","custom":false,"gpt_description_prompt":"s"}"""));
        JsonElement body = await inbox.NextAsync(service.Clock);
        Assert.EndsWith("-1.wav", body.GetProperty("audio_url1").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("-2.wav", body.GetProperty("audio_url2").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_task_is_announced_with_its_message()
    {
        var inbox = new Inbox();
        using TestService service = Start(inbox, failureRate: 1);
        service.Create(WithCallback("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}"""));
        JsonElement body = await inbox.NextAsync(service.Clock);
        Assert.Equal("failed", body.GetProperty("status").GetString());
        Assert.NotEqual("", body.GetProperty("error_message").GetString());
        Assert.False(body.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_three_times_in_all()
    {
        var inbox = new Inbox { Refuses = true };
        using TestService service = Start(inbox);
        service.Create(WithCallback("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}"""));
        for (int attempt = 0; attempt < CallbackSender.Attempts; attempt++)
        {
            await inbox.NextAsync(service.Clock);
        }

        await PassTimeAsync(service.Clock);
        Assert.Equal(3, inbox.Count);
    }

    [Fact]
    public async Task A_delivery_that_succeeds_is_not_repeated()
    {
        var inbox = new Inbox();
        using TestService service = Start(inbox);
        service.Create(WithCallback("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}"""));
        await inbox.NextAsync(service.Clock);
        await PassTimeAsync(service.Clock);
        Assert.Equal(1, inbox.Count);
    }

    [Fact]
    public async Task Nothing_is_announced_without_an_address_or_after_a_dry_run()
    {
        var inbox = new Inbox();
        using TestService service = Start(inbox);
        service.Create();
        service.Post($$"""{"model":"google/nano-banana","input":{"prompt":"p","aspect_ratio":"1:1"},"dry_run":true,"callback_url":"{{Address}}"}""");
        service.LetTasksEnd();
        await PassTimeAsync(service.Clock);
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public async Task Nothing_is_announced_after_the_emulator_is_gone()
    {
        var inbox = new Inbox();
        TestService service = Start(inbox);
        service.Create(WithCallback("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}"""));
        service.Dispose();
        await PassTimeAsync(service.Clock);
        Assert.Equal(0, inbox.Count);
    }

    [Theory]
    [InlineData("https://example.com/hook", true)]
    [InlineData("http://127.0.0.1:8080/hook", true)]
    [InlineData("http://localhost/hook", true)]
    [InlineData("http://example.com/hook", false)]
    [InlineData("http://192.168.0.1/hook", false)]
    public void Plain_http_leaves_this_machine_never(string address, bool allowed) =>
        Assert.Equal(allowed, HttpCallbackPost.IsAllowed(new Uri(address)));

    [Theory]
    [InlineData("5")]
    [InlineData("\"\"")]
    [InlineData("\"/hook\"")]
    [InlineData("\"ftp://example.com/\"")]
    [InlineData("null")]
    public void An_address_that_cannot_be_called_is_refused(string address)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Post($$"""{"model":"google/nano-banana","input":{"prompt":"p","aspect_ratio":"1:1"},"callback_url":{{address}}}""");
        Assert.Equal(400, answer.StatusCode);
        Assert.Equal("callback_url", TestService.Data(answer).GetProperty("parameter").GetString());
    }

    private static string WithCallback(string model, string input) => $$"""{"model":"{{model}}","input":{{input}},"callback_url":"{{Address}}"}""";

    private static TestService Start(Inbox inbox, double failureRate = 0) => new(clock => new EmulatorOptions
    {
        Clock = clock,
        Seed = 5,
        EnforceLimits = false,
        FailureRate = failureRate,
        SendCallback = inbox.TakeAsync,
    });

    private static async Task PassTimeAsync(FakeTimeProvider clock)
    {
        for (int i = 0; i < 20; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }

    private sealed class Inbox
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly Queue<byte[]> _bodies = new();

        public bool Refuses { get; init; }

        public int Count { get; private set; }

        public Uri? LastAddress { get; private set; }

        public Task TakeAsync(Uri address, byte[] body, CancellationToken cancellationToken)
        {
            lock (_bodies)
            {
                Count++;
                LastAddress = address;
                _bodies.Enqueue(body);
            }

            return Refuses ? Task.FromException(new InvalidOperationException("refused")) : Task.CompletedTask;
        }

        /// <summary>Lets time pass until the next delivery: continuations run on other threads, so a single step would be a race.</summary>
        public async Task<JsonElement> NextAsync(FakeTimeProvider clock)
        {
            var waiting = Stopwatch.StartNew();
            while (waiting.Elapsed < Patience)
            {
                lock (_bodies)
                {
                    if (_bodies.TryDequeue(out byte[]? body))
                    {
                        return JsonDocument.Parse(body).RootElement;
                    }
                }

                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            throw new TimeoutException("No callback came.");
        }
    }
}
