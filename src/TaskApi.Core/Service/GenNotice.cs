using System.Collections.Generic;

namespace TaskApi;

/// <summary>Something a user should know that happened outside any one request, such as a ban.</summary>
public sealed class GenNotice
{
    private readonly HashSet<object> _told = [];

    internal GenNotice(string message) => Message = message;

    /// <summary>What happened and what follows.</summary>
    public string Message { get; }

    /// <summary>True when a listener asks for the first time: the commands of one pipeline all hear of a ban, and their user reads it once.</summary>
    /// <param name="listener">Who would be told.</param>
    public bool IsNewsTo(object listener)
    {
        lock (_told)
        {
            return _told.Add(listener);
        }
    }
}
