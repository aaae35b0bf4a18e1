using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace TaskApi.Emulator.Server;

/// <summary>
/// Signs files' addresses anew, as content networks do whose addresses expire: the old one gives 403 for good, and the task tells the new
/// one when it is asked again. Safe for use by many threads.
/// </summary>
internal sealed class FileAddresses
{
    private const string TaskPrefix = "/v1/tasks/";

    private readonly object _lock = new();
    private readonly Dictionary<string, int> _signatures = new(StringComparer.Ordinal);

    /// <summary>The address that a file has now is good no longer.</summary>
    /// <param name="path">The file's path.</param>
    public void Expire(string path)
    {
        lock (_lock)
        {
            _signatures[path] = _signatures.GetValueOrDefault(path) + 1;
        }
    }

    /// <summary>The first addresses are good again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _signatures.Clear();
        }
    }

    /// <summary>The answer as it is with the addresses of now: a refusal at an old one, and a task with the new ones.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="query">The query of its address, with the question mark; empty or null for none.</param>
    /// <param name="answer">The answer as if no address had ever expired.</param>
    public EmulatorResponse Adapt(EmulatorRequest request, string? query, EmulatorResponse answer)
    {
        lock (_lock)
        {
            if (_signatures.Count == 0)
            {
                return answer;
            }

            if (_signatures.TryGetValue(request.Path, out int signature))
            {
                return query == Query(signature) ? answer : FaultAnswers.Forbidden();
            }

            return request.Path.StartsWith(TaskPrefix, StringComparison.Ordinal) ? Resign(answer) : answer;
        }
    }

    private static string Query(int signature) => "?signature=" + signature.ToString(CultureInfo.InvariantCulture);

    private EmulatorResponse Resign(EmulatorResponse answer)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(answer.Body.Span));
        foreach (KeyValuePair<string, int> file in _signatures)
        {
            // An address ends where its string does.
            text.Replace(file.Key + "\"", file.Key + Query(file.Value) + "\"");
        }

        return new EmulatorResponse
        {
            StatusCode = answer.StatusCode,
            ContentType = answer.ContentType,
            Headers = answer.Headers,
            Body = Encoding.UTF8.GetBytes(text.ToString()),
        };
    }
}
