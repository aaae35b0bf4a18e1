using System;
using System.Collections.Generic;

namespace TaskApi.Emulator;

/// <summary>The emulator's answer, ready for any transport.</summary>
public sealed class EmulatorResponse
{
    /// <summary>The HTTP status code.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>The Content-Type header.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The other headers: Retry-After, Allow, Location, ETag, Accept-Ranges, Content-Range.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
