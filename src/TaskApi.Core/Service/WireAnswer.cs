using System;
using System.Globalization;
using System.Text.Json;

namespace TaskApi;

/// <summary>
/// An answer of the service, read in all the forms that are known: with and without an envelope, with errors in many places, with
/// failures behind HTTP 200, and bodies that are no JSON at all. A task's identifier is found also where nobody announced it.
/// </summary>
internal sealed class WireAnswer
{
    // Enough for a person to see what the service meant, and no more than an error or a log can bear.
    private const int LongestBeginning = 2000;
    private const int LongestCandidate = 200;

    // Deeper than any service nests; the parser's own limit is a hostile depth, not a stack.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    private TaskIdSighting? _candidate;

    private WireAnswer(int status, string text)
    {
        Status = status;
        Text = text;
    }

    /// <summary>The HTTP status, or the status that the body names behind an HTTP 200.</summary>
    public int Status { get; private set; }

    /// <summary>The body as text, without the key.</summary>
    public string Text { get; }

    /// <summary>The whole body, or the only item of a list; null when it is no JSON object.</summary>
    public JsonElement? Root { get; private set; }

    /// <summary>The object inside the envelope, or the body itself when there is no envelope; null when there is neither.</summary>
    public JsonElement? Data { get; private set; }

    /// <summary>The object that bears the task's identifier; <see cref="Data"/> when none does.</summary>
    public JsonElement? Task { get; private set; }

    /// <summary>The identifier of the task that the answer tells of; null when it names none, or only something that is probably another thing's.</summary>
    public string? TaskId { get; private set; }

    /// <summary>True when the service says that it did what was asked.</summary>
    public bool IsSuccess { get; private set; }

    /// <summary>True when the status says for sure that the service did nothing.</summary>
    public bool IsRefusal => Status is >= 400 and <= 498 and not (408 or 409);

    /// <summary>The service's word for the error; null when it gave none.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>The service's explanation of the error; null when it gave none.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>An identifier that may be a task's and may be another thing's; null when there is none.</summary>
    public string? Candidate => TaskId is null && _candidate is { } seen ? Shorten(seen.Id, LongestCandidate) : null;

    /// <summary>The beginning of the answer for a person to look at, and the <see cref="Candidate"/> where it stands further on.</summary>
    public string Beginning
    {
        get
        {
            string text = Text.Trim();
            string further =
                Candidate is { } id && text.IndexOf(id, 0, Math.Min(text.Length, LongestBeginning), StringComparison.Ordinal) < 0 ? $" ... id: {id}" : "";
            return Shorten(text, LongestBeginning - further.Length) + further;
        }
    }

    /// <summary>How many bytes its body had.</summary>
    public long Size { get; set; }

    /// <summary>From the sending of the request to the last byte; zero when nobody wanted to know.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>Reads an answer.</summary>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="text">Its body, without the key.</param>
    /// <param name="location">Its header Location, without the key; null for none.</param>
    /// <param name="sent">The body of the request: what the answer repeats of it is no news.</param>
    public static WireAnswer Read(int status, string text, string? location = null, string? sent = null)
    {
        var answer = new WireAnswer(status, text) { Root = Parse(text) };
        if (answer.Root is { } root)
        {
            answer.Status = MeantStatus(status, root);
            answer.Data = answer.Task = Inside(root);
            (answer.ErrorCode, answer.ErrorMessage) = ReadError(root, answer.Data.Value);
        }

        answer.FindTask(id => sent?.Contains(Quoted(id)) == true);
        answer.TaskId ??= IdIn(location);
        answer.IsSuccess = answer.Root is not null && answer.Status is >= 200 and <= 299 && !answer.SaysFailure();
        return answer;
    }

    /// <summary>A property of <see cref="Data"/> as text; null when it is absent, empty, or neither text nor a number.</summary>
    public string? Get(string name) => Data is { } data ? WireText.Get(data, name) : null;

    private static int MeantStatus(int status, JsonElement json) =>
        status is >= 200 and <= 299 && json.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.Number
            && code.TryGetInt32(out int meant) && meant is >= 300 and <= 599
            ? meant
            : status;

    private bool DeniesSuccess => Root is { } root && root.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.False;

    /// <summary>A missing "success" says nothing. A failed task may be told with "success": false; that is news about the task, not a failed answer.</summary>
    private bool SaysFailure() => DeniesSuccess && !(TaskId is not null && WireText.Get(Task!.Value, "status") is not null);

    private void FindTask(Func<string, bool> isEcho)
    {
        bool saysSuccess = Status is >= 200 and <= 299 && !DeniesSuccess;
        if (Data is { } data && WireText.Get(data, "task_id") is { } documented && documented.Trim().Length > 0 && documented != "0"
            && (saysSuccess || !isEcho(documented)))
        {
            TaskId = documented;
            return;
        }

        var finder = TaskIdFinder.Look(Text, Root is not null, isEcho);
        bool saysError = finder.SawError || (!saysSuccess && ErrorMessage is not null);
        _candidate = finder.Best;
        bool isTask = finder.Best?.Rank switch
        {
            TaskIdRank.Named or TaskIdRank.OfTask or TaskIdRank.NamedElsewhere => true,
            TaskIdRank.InText => !IsRefusal,
            TaskIdRank.Plain => Status is >= 200 and <= 399 && !saysError,
            TaskIdRank.AtRoot => Status is >= 200 and <= 399 && !saysError && !finder.HasEnvelope,
            _ => false,
        };
        if (!isTask)
        {
            return;
        }

        TaskId = finder.Best!.Id;
        if (Root is { } root && finder.Best is { From: >= 0, To: { } end } place && Parse(Text.Substring(place.From, end - place.From)) is { } task)
        {
            Task = task;
            (string? code, string? message) = ReadError(root, task);
            (ErrorCode, ErrorMessage) = (code ?? ErrorCode, message ?? ErrorMessage);
        }
    }

    /// <summary>The last part of a path such as <c>/v1/tasks/abc</c>.</summary>
    private static string? IdIn(string? location)
    {
        string[] parts = (location ?? "").Split('?', '#')[0].Split('/');
        return parts.Length > 1 && parts[parts.Length - 2] == "tasks" && Uri.UnescapeDataString(parts[parts.Length - 1]) is { } id && id.Trim().Length > 0 ? id
            : null;
    }

    /// <summary>The content of an envelope: an object, the only one of a list, or one that was written as text.</summary>
    private static JsonElement Inside(JsonElement root)
    {
        if (!root.TryGetProperty("data", out JsonElement data))
        {
            return root;
        }

        return data.ValueKind switch
        {
            JsonValueKind.Object => data,
            JsonValueKind.Array when Only(data) is { } item => item,
            JsonValueKind.String when Parse(WireText.Heal(data.GetString()!)) is { } written => written,
            _ => root,
        };
    }

    private static JsonElement? Only(JsonElement list) => list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.Object ? list[0] : null;

    private static string Quoted(string id) => "\"" + id + "\"";

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        // Not amid a character of two units.
        return text.Substring(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
    }

    private static (string? Code, string? Message) ReadError(JsonElement root, JsonElement data)
    {
        string? code = null;
        string? message = null;
        // In the order of the variants' trustworthiness: the documented place first, defensive guesses last.
        Take(WireText.Get(data, "code"), WireText.Get(data, "message"));
        TakeErrorOf(data);
        Take(null, WireText.Get(data, "error_message"));
        Take(null, WireText.Get(root, "error_message"));
        Take(null, WireText.Get(root, "message") ?? WireText.Get(root, "msg"));
        TakeErrorOf(root);
        Take(null, WireText.Get(root, "detail"));
        return (code, message);

        void TakeErrorOf(JsonElement json)
        {
            if (json.TryGetProperty("error", out JsonElement error))
            {
                if (error.ValueKind == JsonValueKind.Object)
                {
                    Take(WireText.Get(error, "code"), WireText.Get(error, "message"));
                }
                else if (error.ValueKind == JsonValueKind.String)
                {
                    Take(null, error.GetString());
                }
            }
        }

        void Take(string? newCode, string? newMessage)
        {
            message ??= string.IsNullOrEmpty(newMessage) ? null : newMessage;
            code ??= IsNumber(newCode) ? null : newCode;
        }
    }

    private static bool IsNumber(string? text) => text is not null && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Deep);
            JsonElement root = document.RootElement;
            JsonElement? json = root.ValueKind == JsonValueKind.Array ? Only(root) : root.ValueKind == JsonValueKind.Object ? root : null;
            return json?.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
