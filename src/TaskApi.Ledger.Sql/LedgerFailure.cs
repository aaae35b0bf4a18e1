using System;

namespace TaskApi.Ledger.Sql;

/// <summary>The error that a user is told when a store cannot be used.</summary>
internal static class LedgerFailure
{
    /// <summary>The error.</summary>
    /// <param name="place">Where the ledger is.</param>
    /// <param name="reason">Why it cannot be used, and what to do.</param>
    /// <param name="failure">What the store said.</param>
    public static GenServiceException Of(string place, string reason, Exception? failure = null) => new(
        GenErrorCode.LedgerFailed,
        $"The ledger {place} cannot be used: {reason} Requests do not leave unrecorded; another ledger, or none, can be chosen with Connect-GenService " +
        "-Ledger.",
        failure);

    /// <summary>The error for an entry that is not what was written.</summary>
    /// <param name="failure">What cannot be understood about it.</param>
    public static GenServiceException Damaged(Exception failure) => Damaged($"an entry of it cannot be read ({failure.Message.TrimEnd('.')})", failure);

    /// <summary>The error for a store that does not hold what was written.</summary>
    /// <param name="reason">How that is known.</param>
    /// <param name="failure">What the store said.</param>
    public static GenServiceException Damaged(string reason, Exception? failure = null) => new(
        GenErrorCode.LedgerFailed,
        $"The ledger is damaged: {reason}. Requests do not leave unrecorded. Keep it, because the ids of paid tasks can be in it, and use another one: " +
        "Connect-GenService -Ledger.",
        failure);

    /// <summary>The error for tables that a newer version has made.</summary>
    /// <param name="place">Where the ledger is.</param>
    /// <param name="found">The tables' version.</param>
    /// <param name="known">The newest version that is known here.</param>
    public static GenServiceException Newer(string place, long found, long known) => new(
        GenErrorCode.LedgerFailed,
        FormattableString.Invariant(
            $"The ledger {place} was written by a newer TaskApi (its form is {found}, this version knows {known}). Nothing was sent. ") +
            "Update the module, or use another ledger: Connect-GenService -Ledger.");
}
