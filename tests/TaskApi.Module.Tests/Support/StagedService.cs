using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>
/// A service in this process whose every answer a test can choose or hold back, by scenes such as <c>create fox 5</c>, <c>price fox 5</c>,
/// <c>poll fox 5</c> and <c>file fox 5</c>. Left alone, it accepts and completes everything at once.
/// </summary>
internal sealed class StagedService : HttpMessageHandler
{
    private const string IdPrefix = "task-";

    // The limit's second is short, and half an hour of waiting is longer than a test holds anything back.
    private const double Speed = 20;


    private static readonly byte[] Picture =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly ConcurrentDictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _callbacks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _seen = new();

    /// <summary>A runspace that is connected to the service, on a clock that makes the limit's second short.</summary>
    /// <param name="patience">How long what is under way may take when a pipeline ends, in real time; null for two minutes.</param>
    public ModuleHost Connect(TimeSpan? patience = null)
    {
        var host = new ModuleHost();
        FastClient.Connect(host, "https://api.example.com", Speed, TimeSpan.FromSeconds(100), this, patience: patience);
        return host;
    }

    /// <summary>The id of the task that a prompt becomes.</summary>
    public static string IdOf(string prompt) => IdPrefix + prompt.Replace(' ', '-');

    /// <summary>Where the task that a prompt has become is to be called back.</summary>
    public string CallbackOf(string prompt) => _callbacks[prompt];

    /// <summary>The scenes of one kind that were played, in order.</summary>
    public string[] Seen(string kind) =>
        [.. _seen.Where(scene => scene.StartsWith(kind + " ", StringComparison.Ordinal)).Select(scene => scene[(kind.Length + 1)..])];

    /// <summary>Waits until a scene begins.</summary>
    public bool Sees(string scene) => SpinWait.SpinUntil(() => _seen.Contains(scene), Background.Patience);

    /// <summary>Chooses a scene's answer.</summary>
    public void Answer(string scene, int status, string body) => _answers[scene] = (status, body);

    /// <summary>A scene ends as if the balance did not cover it.</summary>
    public void RefuseForMoney(string scene) =>
        Answer(scene, 402, """{"code":402,"success":false,"data":{"message":"Insufficient balance","code":"insufficient_balance"}}""");

    /// <summary>A scene ends as if the key were no longer good.</summary>
    public void RefuseTheKey(string scene) => Answer(scene, 401, """{"code":401,"success":false,"data":{"message":"Invalid key","code":"unauthorized"}}""");

    /// <summary>A task ends as failed.</summary>
    public void Fail(string prompt) => Answer("poll " + prompt, 200,
        $$$$"""{"code":200,"success":false,"data":{"task_id":"{{{{IdOf(prompt)}}}}","status":"failed","error":{"message":"no such animal"}}}""");

    /// <summary>A task runs on and on.</summary>
    public void Run(string prompt) =>
        Answer("poll " + prompt, 200, $$$$"""{"code":200,"success":true,"data":{"task_id":"{{{{IdOf(prompt)}}}}","status":"processing"}}""");

    /// <summary>A task completes after all.</summary>
    public void Complete(string prompt) => _answers.TryRemove("poll " + prompt, out _);

    /// <summary>Holds a scene's answer back.</summary>
    public void Hold(string scene) => _held[scene] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the answer that was held back go.</summary>
    public void Release(string scene) => _held[scene].SetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        string last = path[(path.LastIndexOf('/') + 1)..];
        string prompt = last.StartsWith(IdPrefix, StringComparison.Ordinal) ? last[IdPrefix.Length..].Replace('-', ' ') : last;
        string kind = path.StartsWith("/files/", StringComparison.Ordinal) ? "file" : "poll";
        if (request.Method == HttpMethod.Post)
        {
            using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            prompt = body.RootElement.GetProperty("input").GetProperty("prompt").GetString()!;
            kind = body.RootElement.TryGetProperty("dry_run", out _) ? "price" : "create";
            if (body.RootElement.TryGetProperty("callback_url", out JsonElement address))
            {
                _callbacks[prompt] = address.GetString()!;
            }
        }

        string scene = $"{kind} {prompt}";
        _seen.Enqueue(scene);
        if (_held.TryGetValue(scene, out TaskCompletionSource? held))
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        if (_answers.TryGetValue(scene, out (int Status, string Body) chosen))
        {
            return Json(chosen.Body, chosen.Status);
        }

        string id = IdOf(prompt);
        return kind switch
        {
            "create" => Json($$$$"""{"code":200,"success":true,"data":{"task_id":"{{{{id}}}}","status":"pending"}}"""),
            "price" => Json("""{"code":200,"success":true,"data":{"cost":0.5}}"""),
            "file" => new HttpResponseMessage { Content = new ByteArrayContent(Picture) },
            _ => Json(
                $$$$"""{"code":200,"success":true,"data":{"task_id":"{{{{id}}}}","status":"completed","cost":0.5,"output":""" +
                $$$$"""{"image_url":"https://files.example.com/files/{{{{id}}}}"}}}"""),
        };
    }

    private static HttpResponseMessage Json(string body, int status = 200) => new((HttpStatusCode)status) { Content = new StringContent(body) };
}
