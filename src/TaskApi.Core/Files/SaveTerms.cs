using System;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>What else there is to know about saving a result.</summary>
public sealed record SaveTerms
{
    /// <summary>Nothing else.</summary>
    internal static readonly SaveTerms None = new();

    /// <summary>How the user wants files named; null for the usual.</summary>
    public NameTemplate? Template { get; init; }

    /// <summary>True: what a file was made from is written beside it; see <see cref="Sidecar"/>.</summary>
    public bool WithSidecar { get; init; }

    /// <summary>Counts what comes; null when nobody looks.</summary>
    public SaveMeter? Meter { get; init; }

    /// <summary>What earlier processes left in the folder; null when nobody has looked yet.</summary>
    internal PartFolder? Parts { get; init; }

    /// <summary>What the pipeline's downloads know together of the hosts that results come from; null when each is on its own.</summary>
    internal HostWatch? Hosts { get; init; }

    /// <summary>Told of the whole file before it gets its name: whoever sees the name can know the file.</summary>
    internal Func<GenFile, Task>? Naming { get; init; }
}
