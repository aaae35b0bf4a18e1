using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace TaskApi.Tests.Support;

/// <summary>A session on a scripted network and a fake clock, and shorthand for what tests ask of it.</summary>
internal sealed class Wire : IDisposable
{
    public const string Key = "sk-secret-0123456789";

    public Wire(string endpoint = "https://api.example.com", bool hasOwnLimits = true, AccountLimits? limits = null, string key = Key, TimeSpan? grace = null)
    {
        Clock = new SteppingClock();
        Transport = new ScriptedTransport(Clock);
        Session = new GenSession(new GenSessionOptions
        {
            Endpoint = new Uri(endpoint),
            Key = new ApiKey(key),
            Transport = Transport,
            Clock = Clock,
            Grace = grace,
            Limits = limits ?? (hasOwnLimits ? new AccountLimits(Clock) : null),
        });
    }

    public SteppingClock Clock { get; }

    public ScriptedTransport Transport { get; }

    public GenSession Session { get; }

    public static GenRequest Request { get; } = new() { Model = "google/nano-banana", Input = { ["prompt"] = "a fox", ["aspect_ratio"] = "1:1" } };

    /// <summary>Reads an answer as the body of that status.</summary>
    public static WireAnswer Read(string body, int status = 200) => Read(Encoding.UTF8.GetBytes(body), status);

    /// <summary>Reads an answer as the body of that status.</summary>
    public static WireAnswer Read(byte[] body, int status = 200) => WireAnswer.Read(status, WireText.Decode(body));

    /// <summary>The task that an answer tells of.</summary>
    public static GenTask ReadTask(string body, string? model = null) =>
        TaskReader.Read(new GenTask { Id = "known", Model = model, Kind = ModelCatalog.BuiltIn.Find(model)?.Kind ?? GenKind.Unknown }, Read(body),
            ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch);

    public Task<GenTask> SubmitAsync() => Clock.RunAsync(Session.SubmitAsync(Request, default, default));

    public Task<GenTask> PollAsync(string id = "abc123def456") => Clock.RunAsync(Session.ReadAsync(new GenTask { Id = id }, default));

    public Task<GenPrice> QuoteAsync() => Clock.RunAsync(Session.QuoteAsync(Request, default));

    /// <summary>Seconds between two requests, by the clock.</summary>
    public double SecondsBetween(int earlier, int later) => (Transport.Sent[later].At - Transport.Sent[earlier].At).TotalSeconds;

    /// <summary>An answer that says when to come again.</summary>
    public static HttpResponseMessage Ban(Action<HttpResponseMessage>? change = null)
    {
        HttpResponseMessage answer =
            ScriptedTransport.Json("""{"code":429,"success":false,"data":{"message":"Too many requests","code":"rate_limit_exceeded"}}""", 429);
        change?.Invoke(answer);
        return answer;
    }

    public void Dispose() => Session.Dispose();
}
