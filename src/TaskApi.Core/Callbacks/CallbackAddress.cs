using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace TaskApi;

/// <summary>
/// What a callback's URL says beside where it leads: which request it is about, and a token. The user's own path and query stay as they
/// are, letter by letter; the fields come behind them.
/// </summary>
internal sealed record CallbackAddress
{
    private const string TokenName = "taskapi_token";
    private const string BatchName = "taskapi_batch";
    private const string KeyName = "taskapi_key";
    private const string AttemptName = "taskapi_attempt";

    // Servers refuse addresses of some thousands.
    private const int LongestName = 400;

    /// <summary>The token, see <see cref="CallbackTokens"/>; null when the URL has none.</summary>
    public string? Token { get; init; }

    /// <summary>The request's batch; null for none.</summary>
    public string? Batch { get; init; }

    /// <summary>What tells the request from others, see <see cref="RequestIdentity"/>; null when it is not said.</summary>
    public string? Key { get; init; }

    /// <summary>Which attempt at the request it was.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The fields of a URL, or of a path with a query. Of a name that is there twice the last counts: the fields are put at the end.</summary>
    public static CallbackAddress Read(string url)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        int mark = url.IndexOf('?');
        string query = mark < 0 ? "" : url.Substring(mark + 1).Split('#')[0];
        foreach (string field in query.Split('&'))
        {
            int equals = field.IndexOf('=');
            if (equals > 0 && field.StartsWith("taskapi_", StringComparison.Ordinal))
            {
                fields[field.Substring(0, equals)] = Uri.UnescapeDataString(field.Substring(equals + 1));
            }
        }

        return new CallbackAddress
        {
            Token = Get(TokenName),
            Batch = Get(BatchName),
            Key = Get(KeyName),
            Attempt = int.TryParse(Get(AttemptName), NumberStyles.None, CultureInfo.InvariantCulture, out int attempt) ? attempt : 1,
        };

        string? Get(string name) => fields.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
    }

    /// <summary>False when the URL was given to another request than the task's: who received it knows nothing of this task.</summary>
    public bool MayMean(GenTask task) =>
        Key is null || task is not { Model: not null, Input: not null } || (task.Batch == Batch && RequestIdentity.IsOf(Key, task.ToRequest()));

    /// <summary>The URL with the fields, and with the token of what they say.</summary>
    public string AddTo(string url, CallbackTokens tokens)
    {
        // A name that is too long for a URL is left out as a whole: half a key is another's.
        bool isSaid = Key is { Length: <= LongestName } && (Batch?.Length ?? 0) <= LongestName && IsWhole(Key) && IsWhole(Batch);
        CallbackAddress said = isSaid ? this : new CallbackAddress();
        return (said with { Token = tokens.For(said) }).Write(url);
    }

    private string Write(string url)
    {
        int mark = url.IndexOf('#');
        string place = mark < 0 ? url : url.Substring(0, mark);
        var text = new StringBuilder(place);
        bool hasQuery = place.IndexOf('?') >= 0;
        Add(BatchName, Batch);
        Add(KeyName, Key);
        Add(AttemptName, Attempt == 1 ? null : Attempt.ToString(CultureInfo.InvariantCulture));
        Add(TokenName, Token);
        return mark < 0 ? text.ToString() : text.Append(url, mark, url.Length - mark).ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                char last = text[text.Length - 1];
                text.Append(!hasQuery ? "?" : last is '?' or '&' ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
                hasQuery = true;
            }
        }
    }

    /// <summary>True when no half of a character is in it, which no URL can carry.</summary>
    private static bool IsWhole(string? text)
    {
        for (int i = 0; i < text?.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}
