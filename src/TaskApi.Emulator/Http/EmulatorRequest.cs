using System;

namespace TaskApi.Emulator;

/// <summary>A request as the emulator sees it, whatever transport it came by.</summary>
public sealed class EmulatorRequest
{
    /// <summary>The HTTP method in capitals.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The address's path, still escaped, without the query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The Authorization header as it was sent.</summary>
    public string? Authorization { get; init; }

    /// <summary>The Content-Type header as it was sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Range header as it was sent.</summary>
    public string? Range { get; init; }

    /// <summary>The If-Range header as it was sent.</summary>
    public string? IfRange { get; init; }

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
