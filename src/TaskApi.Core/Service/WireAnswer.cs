using System.Text.Json;

namespace TaskApi;

/// <summary>
/// An answer of the service, read in all the forms that are known: with and without an envelope, with errors in many places, with
/// failures behind HTTP 200, and bodies that are no JSON at all.
/// </summary>
internal sealed class WireAnswer
{
    private WireAnswer(int status, JsonElement? root)
    {
        Status = status;
        Root = root;
    }

    /// <summary>The HTTP status, or the status that the body names behind an HTTP 200.</summary>
    public int Status { get; private set; }

    /// <summary>The whole body; null when it is no JSON object.</summary>
    public JsonElement? Root { get; }

    /// <summary>The object inside the envelope, or the body itself when there is no envelope; null when there is neither.</summary>
    public JsonElement? Data { get; private set; }

    /// <summary>True when the service says that it did what was asked.</summary>
    public bool IsSuccess { get; private set; }

    /// <summary>The service's word for the error; null when it gave none.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>The service's explanation of the error; null when it gave none.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>Reads the body of an answer.</summary>
    public static WireAnswer Read(int status, byte[] body)
    {
        JsonElement? root = Parse(body);
        var answer = new WireAnswer(status, root);
        if (root is not { } json)
        {
            return answer;
        }

        JsonElement data = json.TryGetProperty("data", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : json;
        answer.Data = data;
        answer.Status = MeantStatus(status, json);
        answer.IsSuccess = answer.Status is >= 200 and <= 299 && !SaysFailure(json, data);
        (answer.ErrorCode, answer.ErrorMessage) = ReadError(json, data);
        return answer;
    }

    /// <summary>A property of <see cref="Data"/> as text; null when it is absent, empty, or neither text nor a number.</summary>
    public string? Text(string name) => Data is { } data ? WireText.Get(data, name) : null;

    private static int MeantStatus(int status, JsonElement json) =>
        status is >= 200 and <= 299 && json.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out int meant) && meant is >= 300 and <= 599
            ? meant
            : status;

    /// <summary>A missing "success" says nothing. A failed task may be told with "success": false; that is news about the task, not a failed answer.</summary>
    private static bool SaysFailure(JsonElement json, JsonElement data) =>
        json.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.False
        && !(WireText.Get(data, "task_id") is not null && WireText.Get(data, "status") is not null);

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

    private static bool IsNumber(string? text) => text is not null && int.TryParse(text, out _);

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(WireText.Decode(body));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
