using System;

namespace TaskApi;

/// <summary>
/// The account that a session's key belongs to, as the service told it at one moment. The e-mail address that the service tells too is left
/// out: its owner knows it, and balances are shown in transcripts and logs that others read.
/// </summary>
public sealed record GenAccount
{
    /// <summary>What is left to spend, in US dollars.</summary>
    public decimal Balance { get; init; }

    /// <summary>The account's number with the service; null when it told none.</summary>
    public string? UserId { get; init; }

    /// <summary>When the account was made; null when the service did not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the account was last changed; null when the service did not say.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Until when the service limits the account's access; null for no limit.</summary>
    public DateTimeOffset? RestrictedUntil { get; init; }

    /// <summary>True when that time was not over when the service was asked.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>The balance with four decimals and a point, whatever the culture, as tables show it.</summary>
    public string BalanceText => Cell.Money(Balance);

    /// <summary>The account's number as tables show it.</summary>
    public string UserIdText => VisibleText.Line(UserId ?? "");

    /// <summary>The balance.</summary>
    public override string ToString() => BalanceText + " USD";
}
