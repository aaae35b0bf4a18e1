using System;
using System.Collections.Generic;

namespace TaskApi.Reporting;

/// <summary>What a report is to hold, and where it goes.</summary>
public sealed record ReportRequest
{
    /// <summary>The full path of the file.</summary>
    public string Path { get; init; } = "";

    /// <summary>What the page is called.</summary>
    public string Title { get; init; } = "";

    /// <summary>The tasks, in the order in which the page shows them.</summary>
    public IReadOnlyList<ReportEntry> Entries { get; init; } = [];

    /// <summary>Puts saved files into the page instead of linking them, as far as they fit, see <see cref="EmbedBudget"/>.</summary>
    public bool Embed { get; init; }

    /// <summary>What becomes of a file that is there.</summary>
    public ExistingReport Existing { get; init; }

    /// <summary>When the report is written.</summary>
    public DateTimeOffset Now { get; init; } = DateTimeOffset.UtcNow;
}
