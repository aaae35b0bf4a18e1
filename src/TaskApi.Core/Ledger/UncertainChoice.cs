namespace TaskApi;

/// <summary>What to do about requests of a batch whose outcome is unknown: they may have been accepted and charged.</summary>
public enum UncertainChoice
{
    /// <summary>Tell each of them as an error.</summary>
    Report,

    /// <summary>Send them again, as new attempts. What was accepted before is then paid for twice.</summary>
    Resend,

    /// <summary>Leave them out.</summary>
    Skip,
}
