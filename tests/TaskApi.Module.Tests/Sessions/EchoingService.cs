using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>A service, or whatever stands before it, that repeats the key wherever an answer has room for it.</summary>
/// <param name="scenario">The name of what it answers.</param>
/// <param name="key">The key as it repeats it; good in a JSON text.</param>
internal sealed class EchoingService(string scenario, string key) : HttpMessageHandler
{
    // Stands for the key, and for as much text as a cut of an error's text may lie in.
    private const string Echo = "§";
    private const string Filling = "…";

    private const string Accepted =
        """{"code":200,"success":true,"message":"§","data":{"task_id":"task-0001","status":"pending","model":"m/§","note":"§","§":"§"}}""";
    private const string Price = """{"code":200,"success":true,"message":"§","data":{"cost":0.5,"note":"§","§":["§",{"§":"§"}]}}""";
    private const string Uploaded = """{"success":true,"message":"§","note":"§","file_url":"https://cdn.example/u.png","§":"§"}""";
    private const string Running = """{"code":200,"success":true,"data":{"task_id":"task-§","status":"at work on §","model":"m/§","note":"§"}}""";
    private const string Completed =
        """{"code":200,"success":true,"message":"§","data":{"task_id":"task-0001","status":"completed","model":"m/§","§":"§","output":""" +
        """{"image_url":"https://cdn.example/§.png?key=§","text":"t §","§_url":"https://cdn.example/b§","image_urls":""" +
        """["https://§:§@cdn.example/c.png","http://§/d.png"]}}}""";

    private const string Account =
        """{"code":200,"success":true,"message":"§","data":{"balance_usd":5,"user_id":"§","email":"§@example.com","created_at":"§","§":"§"}}""";
    private const string Failed =
        """{"code":200,"success":false,"message":"§","data":{"task_id":"task-0001","status":"failed","model":"m/§","error":{"code":"§","message":"no § … """ +
        """§"},"error_message":"§"}}""";
    private const string Refused =
        """{"code":422,"success":false,"message":"§","msg":"§","detail":"§","data":{"message":"no § … §","code":"§","error":{"code":"§","message":"§"}}}""";
    private const string Page = "<html><head><title>§</title></head><body>Authorization: Bearer § … §</body></html>";

    private static readonly byte[] Picture =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly Dictionary<string, Answers> Known = new()
    {
        ["all goes well"] = new(Accepted, Completed),
        ["the id"] = new(Accepted.Replace("task-0001", "task-§", StringComparison.Ordinal), Completed),
        ["the status"] = new(Accepted.Replace("pending", "§", StringComparison.Ordinal), Running),
        ["finished at once"] = new(Completed, Completed),
        ["failed"] = new(Accepted, Failed),
        ["refused"] = new(Refused, Refused) { Status = HttpStatusCode.UnprocessableEntity },
        ["refused behind 200"] = new(Refused, Refused),
        ["unauthorized"] = new(Refused, Refused) { Status = HttpStatusCode.Unauthorized },
        ["no balance"] = new(Refused, Refused) { Status = HttpStatusCode.PaymentRequired },
        ["unknown"] = new(Refused, Refused) { Status = HttpStatusCode.NotFound },
        ["banned"] = new(Refused, Refused) { Status = HttpStatusCode.TooManyRequests },
        ["broken"] = new(Refused, Refused) { Status = HttpStatusCode.InternalServerError },
        ["a page"] = new(Page, Page),
        ["a page of an error"] = new(Page, Page) { Status = HttpStatusCode.BadGateway },
        ["cut JSON"] = new("""{"data":{"note":"§""", """{"data":{"note":"§"""),
        ["a list"] = new("""["§",{"id":"§"}]""", """["§",{"id":"§"}]"""),
        ["elsewhere"] = new(Page, Page) { Status = HttpStatusCode.Found },
        ["polls are refused"] = new(Accepted, Refused, HttpStatusCode.BadRequest),
        ["polls are elsewhere"] = new(Accepted, Page, HttpStatusCode.TemporaryRedirect),
        ["results are pages"] = new(Accepted, Completed) { Result = Page },
        ["results are refused"] = new(Accepted, Completed) { Result = Page, ResultStatus = HttpStatusCode.Forbidden },
        ["results are elsewhere"] = new(Accepted, Completed) { Result = Page, ResultStatus = HttpStatusCode.Found },
        ["results have no connection"] = new(Accepted, Completed) { ResultFailure = "No such host: §." },
        ["no connection"] = new("", "") { Failure = "Received an invalid status line: '§'." },
    };

    /// <summary>What it can answer.</summary>
    public static IEnumerable<string> Scenarios => Known.Keys;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Answers answers = Known[scenario];
        bool isTask = request.RequestUri!.Host == "127.0.0.1";
        if ((isTask ? answers.Failure : answers.ResultFailure) is { } failure)
        {
            return Task.FromException<HttpResponseMessage>(new HttpRequestException(Fill(failure), new InvalidOperationException(Fill(failure))));
        }

        bool isPrice =
            request.Method == HttpMethod.Post && request.Content!.ReadAsStringAsync(cancellationToken).Result.Contains("dry_run", StringComparison.Ordinal);
        (HttpStatusCode status, string? text) = isTask switch
        {
            true when request.RequestUri.AbsolutePath == "/account" && answers is { Polled: Completed, PollStatus: null } => (answers.Status, Account),
            true when request.Method == HttpMethod.Get => (answers.PollStatus ?? answers.Status, answers.Polled),
            true when request.Method == HttpMethod.Put && answers.Status == HttpStatusCode.OK && answers.Created is Accepted or Completed =>
                (answers.Status, Uploaded),
            true => (answers.Status, isPrice && answers.Status == HttpStatusCode.OK && answers.Created[0] == '{' ? Price : answers.Created),
            false => (answers.ResultStatus, answers.Result),
        };
        var answer = new HttpResponseMessage(status)
        {
            ReasonPhrase = Fill("§"),
            Content = text is null ? new ByteArrayContent(Picture) : new StringContent(Fill(text), Encoding.UTF8),
        };
        foreach (string name in (string[])["Location", "X-Echo", "WWW-Authenticate", "Set-Cookie", "Server"])
        {
            answer.Headers.TryAddWithoutValidation(name, Fill(name == "Location" ? "https://else.example/§?key=§" : "§"));
        }

        answer.Content.Headers.Remove("Content-Type");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", Fill("text/§; name=\"§\""));
        answer.Content.Headers.TryAddWithoutValidation("Content-Disposition", Fill("attachment; filename=\"§.png\""));
        return Task.FromResult(answer);
    }

    // Nothing, so that the whole key is shown, or so much that the key lies across the place where a text is cut.
    private string Fill(string text) => text.Replace(Filling, new string('x', 480), StringComparison.Ordinal).Replace(Echo, key, StringComparison.Ordinal);

    private sealed record Answers(string Created, string Polled, HttpStatusCode? PollStatus = null)
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public string? Result { get; init; }

        public HttpStatusCode ResultStatus { get; init; } = HttpStatusCode.OK;

        public string? Failure { get; init; }

        public string? ResultFailure { get; init; }
    }
}
