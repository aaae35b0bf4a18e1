using System;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace TaskApi.Emulator.Tests;

/// <summary>An emulator under a fake clock, and short words for talking to it.</summary>
internal sealed class TestService : IDisposable
{
    public const string Key = "sk-test";
    public const string Picture = """{"model":"google/nano-banana","input":{"prompt":"p","aspect_ratio":"1:1"}}""";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public TestService(Func<FakeTimeProvider, EmulatorOptions>? options = null)
    {
        Clock = new FakeTimeProvider(Start);
        Emulator = new GenEmulator(options?.Invoke(Clock) ?? Options(Clock));
    }

    public FakeTimeProvider Clock { get; }

    public GenEmulator Emulator { get; }

    public static EmulatorOptions Options(FakeTimeProvider clock) => new() { Clock = clock, Seed = 7, EnforceLimits = false };

    public static JsonElement Json(EmulatorResponse answer) => JsonDocument.Parse(answer.Body).RootElement;

    public static JsonElement Data(EmulatorResponse answer) => Json(answer).GetProperty("data");

    public static string? Header(EmulatorResponse answer, string name)
    {
        foreach (var header in answer.Headers)
        {
            if (header.Key == name)
            {
                return header.Value;
            }
        }

        return null;
    }

    public EmulatorResponse Send(string method, string path, ReadOnlyMemory<byte> body = default, string? contentType = "application/json", string key = Key) =>
        Emulator.Handle(new EmulatorRequest
        {
            Method = method,
            Path = path,
            Authorization = "Bearer " + key,
            ContentType = contentType,
            Body = body,
        });

    public EmulatorResponse Send(string method, string path, string body, string? contentType = "application/json") =>
        Send(method, path, Encoding.UTF8.GetBytes(body), contentType);

    public EmulatorResponse Post(string body) => Send("POST", "/v1/tasks", body);

    public EmulatorResponse Post(string model, string input) => Post($$"""{"model":"{{model}}","input":{{input}}}""");

    /// <summary>Creates a task and gives its id.</summary>
    public string Create(string body = Picture)
    {
        EmulatorResponse answer = Post(body);
        return answer.StatusCode == 200
            ? Data(answer).GetProperty("task_id").GetString()!
            : throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Body.Span));
    }

    public string Create(string model, string input) => Create($$"""{"model":"{{model}}","input":{{input}}}""");

    public JsonElement Poll(string id) => Data(Send("GET", "/v1/tasks/" + id));

    public string StatusOf(string id) => Poll(id).GetProperty("status").GetString()!;

    public decimal Balance() => Data(Send("GET", "/v1/account")).GetProperty("balance_usd").GetDecimal();

    public JsonElement Stats() => Json(Send("GET", "/_stats"));

    /// <summary>Lets enough time pass for any task to end.</summary>
    public void LetTasksEnd() => Clock.Advance(TimeSpan.FromMinutes(5));

    /// <summary>Downloads from a URL that an answer gave.</summary>
    public EmulatorResponse Download(string url, string? range = null, string? ifRange = null) => Emulator.Handle(new EmulatorRequest
    {
        Path = new Uri(url).AbsolutePath,
        Range = range,
        IfRange = ifRange,
    });

    public void Dispose() => Emulator.Dispose();
}
