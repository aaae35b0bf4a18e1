namespace TaskApi;

/// <summary>Whom a notice is for.</summary>
public enum GenNoticeLevel
{
    /// <summary>Everybody who uses the session: a ban.</summary>
    Warning,

    /// <summary>Who wants to follow what happens: a request, a change of a task, a retry, a file.</summary>
    Verbose,

    /// <summary>Who looks for a fault: every exchange with the service, as it went over the wire.</summary>
    Debug,
}
