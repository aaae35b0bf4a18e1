namespace TaskApi.Emulator.Server;

/// <summary>How a refusal tells how long to wait.</summary>
internal enum RetryAfterForm
{
    /// <summary>In seconds.</summary>
    Seconds,

    /// <summary>As a date.</summary>
    Date,

    /// <summary>Not at all.</summary>
    None,
}
