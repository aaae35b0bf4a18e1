namespace TaskApi;

/// <summary>Something a user should know that happened outside any one request, such as a ban.</summary>
public sealed class GenNotice
{
    internal GenNotice(string message) => Message = message;

    /// <summary>What happened and what follows.</summary>
    public string Message { get; }
}
