namespace TaskApi;

/// <summary>
/// What a look at a task is worth. Looks within the service's limit are free, so that even an improbable one is taken while nothing else
/// wants the slots: beliefs may be wrong, and a person waits. But the less a look is worth, the more slots it leaves to others.
/// </summary>
internal enum LookWorth
{
    /// <summary>By what is believed the task still runs.</summary>
    Improbable,

    /// <summary>Tasks like it have been seen to end by its age.</summary>
    Possible,

    /// <summary>The end may well be seen; no slot is kept from it.</summary>
    Likely,
}
