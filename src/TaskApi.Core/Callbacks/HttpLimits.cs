using System;

namespace TaskApi;

/// <summary>What a receiver of callbacks puts up with. A callback is a kilobyte and comes at once; whoever sends more or slower is no service.</summary>
internal sealed record HttpLimits
{
    /// <summary>How long the first line may be, in bytes.</summary>
    public int RequestLine { get; init; } = 8 * 1024;

    /// <summary>How large the first line and all headers, also those after a body, may be together, in bytes.</summary>
    public int Headers { get; init; } = 16 * 1024;

    /// <summary>How large a body may be, in bytes.</summary>
    public int Body { get; init; } = 1024 * 1024;

    /// <summary>How long a request may take from its connection to its last byte.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many connections are served at once; others wait until there is room.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>How many bytes of callbacks may wait to be taken; more are sent away and told to come again.</summary>
    public int Waiting { get; init; } = 32 * 1024 * 1024;
}
