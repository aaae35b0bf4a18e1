namespace TaskApi;

/// <summary>What is to be done with one request of a batch. One of <see cref="ToSend"/>, <see cref="Elsewhere"/>, <see cref="Task"/> and <see cref="Problem"/>
/// is there, or none: then there is nothing to do.</summary>
public sealed class BatchRow
{
    /// <summary>The ledger's entry to send it under.</summary>
    public LedgerEntry? ToSend { get; init; }

    /// <summary>The entry under which another worker is sending it at this moment, for a second look later.</summary>
    public LedgerEntry? Elsewhere { get; init; }

    /// <summary>The task that it became before.</summary>
    public GenTask? Task { get; init; }

    /// <summary>Why it is not sent, where the user must decide.</summary>
    public GenServiceException? Problem { get; init; }

    /// <summary>What the user should know; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What happens, for those who want to know all.</summary>
    public string Note { get; init; } = "";
}
