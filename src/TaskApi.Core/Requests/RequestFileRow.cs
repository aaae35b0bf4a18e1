namespace TaskApi;

/// <summary>What one row or line of a request file turned out to be: a request, or a problem that leaves the other rows untouched.</summary>
public sealed class RequestFileRow
{
    internal RequestFileRow(GenRequest request)
    {
        Request = request;
        Source = request.Source!;
    }

    internal RequestFileRow(GenSource source, string problem)
    {
        Source = source;
        Problem = problem;
    }

    /// <summary>The request; null when the row could not be read.</summary>
    public GenRequest? Request { get; }

    /// <summary>Why the row could not be read, and what to do; null when it could.</summary>
    public string? Problem { get; }

    /// <summary>Where the row stands.</summary>
    public GenSource Source { get; }
}
