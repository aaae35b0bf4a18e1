using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>
/// Whatever the service answers: an identifier in it is not lost, the key in it is not seen, and nothing but the documented errors comes
/// out. The answers are read in memory; some also go through a whole session.
/// </summary>
public class GeneratedAnswerTests
{
    private static readonly Uri Endpoint = new("https://api.example.com");
    private const string InBase64 = "NhbmFyeS83K1o5PXFYd";
    private static readonly ApiKey Key = new(GeneratedAnswer.Key);

    [Property(MaxTest = 100_000)]
    public Property An_answer_to_a_paid_request_brings_the_task_or_an_error_to_look_at() => Prop.ForAll(Choices.Arbitrary, numbers =>
    {
        var answer = new GeneratedAnswer(numbers, isPoll: false);
        Outcome outcome = Create(Read(answer));
        AssertKept(answer, outcome);
        AssertNoKey(answer, outcome);
    });

    [Property(MaxTest = 100_000)]
    public Property An_answer_to_a_poll_brings_the_state_or_an_error() => Prop.ForAll(Choices.Arbitrary, numbers =>
    {
        var answer = new GeneratedAnswer(numbers, isPoll: true);
        Outcome outcome = Poll(Read(answer), new GenTask { Id = "known", Model = "google/nano-banana" });
        bool mustEnd = answer.TellsEnd && answer.Promise == Promise.Task && answer.Status is >= 200 and <= 299 && outcome.Task is not null;
        Assert.True(!mustEnd || outcome.Task is { Status: GenTaskStatus.Completed, Outputs.Count: > 0 }, $"Its end was not seen: {answer}");
        AssertNoKey(answer, outcome);
    });

    [Property(MaxTest = 300)]
    public Property A_session_keeps_to_the_same() => Prop.ForAll(Choices.Arbitrary, numbers =>
    {
        var answer = new GeneratedAnswer(numbers, isPoll: false);
        using var wire = new Wire(key: GeneratedAnswer.Key);
        wire.Transport.Otherwise(_ => new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = Content(answer) });
        Outcome outcome = SubmitAsync(wire).GetAwaiter().GetResult();
        AssertKept(answer, outcome);
        AssertNoKey(answer, outcome);
    });

    private static HttpContent Content(GeneratedAnswer answer) =>
        answer.IsWhole ? new ByteArrayContent(answer.Body) : new StreamContent(new BrokenStream(answer.Body));

    private static async Task<Outcome> SubmitAsync(Wire wire)
    {
        try
        {
            return new Outcome(await wire.SubmitAsync(), null);
        }
        catch (GenServiceException failure)
        {
            return new Outcome(null, failure);
        }
    }

    private static Exchange Read(GeneratedAnswer answer)
    {
        WireAnswer read = WireAnswer.Read(answer.Status, Key.Redact(WireText.Decode(answer.Body)));
        return read.Status == 429 ? Exchange.Banned(read) : Exchange.Answered(read);
    }

    private static Outcome Create(Exchange exchange)
    {
        if (!exchange.Succeeded(isPaid: true))
        {
            return new Outcome(null, FailureText.Explain(exchange, isPaid: true, Endpoint));
        }

        GenTask task = TaskReader.ReadCreated(new GenTask { Model = "google/nano-banana" }, exchange.Answer!, ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch);
        return TaskId.IsValid(task.Id) ? new Outcome(task, null) : new Outcome(null, FailureText.OddTask(task, exchange.Answer!));
    }

    private static Outcome Poll(Exchange exchange, GenTask known) => exchange.Succeeded(isPaid: false)
        ? new Outcome(TaskReader.Read(known, exchange.Answer!, ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch), null)
        : new Outcome(null, FailureText.Explain(exchange, isPaid: false, Endpoint));

    private static void AssertKept(GeneratedAnswer answer, Outcome outcome)
    {
        bool isKept = answer.Promise switch
        {
            Promise.Task => (outcome.Task ?? outcome.Failure!.Task)?.Id == answer.Id && outcome.Task is null == !TaskId.IsValid(answer.Id),
            Promise.Told =>
                (outcome.Task ?? outcome.Failure!.Task)?.Id == answer.Id || outcome.Failure?.Answer?.Contains(answer.Id, StringComparison.Ordinal) == true
                || outcome.Failure?.Answer?.Contains("\"id\"", StringComparison.Ordinal) == true,
            _ => true,
        };
        Assert.True(isKept, $"Lost: {outcome.Task?.Id}, {outcome.Failure?.Message}, {outcome.Failure?.Answer}\nof {answer}");
        Assert.True(outcome.Failure?.Answer is not { Length: > 2000 });
    }

    private static void AssertNoKey(GeneratedAnswer answer, Outcome outcome)
    {
        GenTask? task = outcome.Task ?? outcome.Failure?.Task;
        string?[] texts =
        [
            task?.Id, task?.Model, task?.Error, task?.Raw, outcome.Failure?.ToString(), outcome.Failure?.ServiceCode, outcome.Failure?.Answer,
            .. task?.Outputs.SelectMany(output => new[] { output.Name, output.Url, output.Text }) ?? [],
        ];
        foreach (string? text in texts)
        {
            Assert.True(text is null || !Shows(text, answer.IsGarbled ? [GeneratedAnswer.Key] : [GeneratedAnswer.Key[2..^1], InBase64]),
                $"The key shows in: {text}\nof {answer}");
        }
    }

    /// <summary>True when a person with patience could read the key in the text.</summary>
    private static bool Shows(string text, string[] secrets)
    {
        for (int layer = 0; layer < 5; layer++)
        {
            if (secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }

            if (text.AsSpan().IndexOfAny('\\', '%', '&') < 0)
            {
                return false;
            }

            text = WebUtility.HtmlDecode(Uri.UnescapeDataString(System.Text.RegularExpressions.Regex.Replace(text, @"\\(?:u([0-9a-fA-F]{4})|/)", match =>
                match.Groups[1].Success ? ((char)Convert.ToUInt16(match.Groups[1].Value, 16)).ToString() : "/")));
        }

        return false;
    }

    private sealed record Outcome(GenTask? Task, GenServiceException? Failure);
}
