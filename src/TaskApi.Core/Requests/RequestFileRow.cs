using System.Text.Json;

namespace TaskApi;

/// <summary>What one row or line of a request file turned out to be: a request, or a problem that leaves the other rows untouched.</summary>
public sealed class RequestFileRow
{
    internal RequestFileRow(GenRequest request)
    {
        Request = request;
        Source = request.Source!;
    }

    /// <summary>What a JSON object in a file makes.</summary>
    internal static RequestFileRow Read(JsonElement json, GenSource source)
    {
        try
        {
            return new RequestFileRow(ObjectRequest.Read(JsonText.ToDictionary(json), source));
        }
        catch (GenServiceException failure)
        {
            return new RequestFileRow(source, failure.Message);
        }
    }

    internal RequestFileRow(GenSource source, string problem, bool endsFile = false)
    {
        EndsFile = endsFile;
        Source = source;
        Problem = problem;
    }

    /// <summary>The request; null when the row could not be read.</summary>
    public GenRequest? Request { get; }

    /// <summary>Why the row could not be read, and what to do; null when it could.</summary>
    public string? Problem { get; }

    /// <summary>True when the rest of the file could not be read either; this is then the last row.</summary>
    public bool EndsFile { get; }

    /// <summary>Where the row stands.</summary>
    public GenSource Source { get; }
}
