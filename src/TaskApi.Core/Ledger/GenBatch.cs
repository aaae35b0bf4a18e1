using System;

namespace TaskApi;

/// <summary>A batch summed up. Each request counts once, by its latest attempt; money counts every attempt.</summary>
public sealed record GenBatch
{
    /// <summary>The batch's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many requests the ledger knows of it.</summary>
    public long Rows { get; init; }

    /// <summary>How many tasks have completed.</summary>
    public long Done { get; init; }

    /// <summary>How many tasks have failed.</summary>
    public long Failed { get; init; }

    /// <summary>How many tasks have not ended, as far as is known, and how many requests are being sent.</summary>
    public long Running { get; init; }

    /// <summary>How many requests may have been accepted and charged.</summary>
    public long Uncertain { get; init; }

    /// <summary>How many requests were refused or not sent; nothing was charged for them.</summary>
    public long Unsent { get; init; }

    /// <summary>What the service has told that it charged, in US dollars.</summary>
    public decimal Spent { get; init; }

    /// <summary>
    /// What those accepted requests that the service has told no cost for will probably cost, and those whose outcome is unknown or that are
    /// under way, in US dollars: by quotes and list prices, so it is an estimate. <c>-Budget</c> counts it beside <see cref="Spent"/>.
    /// </summary>
    public decimal Estimated { get; init; }

    /// <summary>How many accepted or uncertain requests have neither a told cost nor an estimate: they are in neither sum.</summary>
    public long WithoutCost { get; init; }

    /// <summary>When the first request was written down.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last request was written down, or the last task ended.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>
    /// How long until the tasks that run now have probably all ended, by how long such tasks took before. Zero when they should have ended and
    /// nobody has looked; null when nothing runs, or when no task like one of them has been seen to end yet. Requests that are not sent yet
    /// are not in it: the ledger does not know when they will be.
    /// </summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>True when every request has become a task that has ended.</summary>
    public bool IsDone => Rows == Done + Failed;

    /// <summary>The name as tables show it: without anything that a terminal obeys.</summary>
    public string NameText => VisibleText.Line(Name);

    /// <summary>What was spent, with four decimals and a point, and beside it, marked with ~, what is only estimated; as tables show it.</summary>
    public string SpentText => Estimated == 0 ? Cell.Money(Spent) : $"{Cell.Money(Spent)}+~{Cell.Money(Estimated)}";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
