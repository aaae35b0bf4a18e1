using System.Collections.Generic;

namespace TaskApi;

/// <summary>Something that happened in the background and that a user may want to know.</summary>
public sealed class GenNotice
{
    private HashSet<object>? _told;

    internal GenNotice(GenNoticeLevel level, string message)
    {
        Level = level;
        Message = VisibleText.Line(message);
    }

    /// <summary>Whom it is for.</summary>
    public GenNoticeLevel Level { get; }

    /// <summary>What happened and what follows, in one line, with whatever a terminal would obey made visible.</summary>
    public string Message { get; }

    /// <summary>True when a listener asks for the first time: the commands of one pipeline all hear of a ban, and their user reads it once.</summary>
    /// <param name="listener">Who would be told.</param>
    public bool IsNewsTo(object listener)
    {
        lock (this)
        {
            return (_told ??= []).Add(listener);
        }
    }
}
