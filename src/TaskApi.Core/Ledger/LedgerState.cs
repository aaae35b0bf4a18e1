namespace TaskApi;

/// <summary>How far a request has come, as far as the ledger knows.</summary>
public enum LedgerState
{
    /// <summary>It was not sent: the balance, the budget or the user's stop came first. Nothing was charged.</summary>
    Unsent,

    /// <summary>It is about to be sent, or under way. Found when its process is gone, it is as good as <see cref="Uncertain"/>.</summary>
    Sending,

    /// <summary>The service accepted it; its task is known.</summary>
    Accepted,

    /// <summary>The service refused it, or it surely never arrived. Nothing was charged.</summary>
    Refused,

    /// <summary>It may have arrived: the task may exist and may have been charged. It is never sent again by itself.</summary>
    Uncertain,
}
