using System;
using System.Collections.Generic;

namespace TaskApi.Binding;

/// <summary>
/// Notices that a file's rows were submitted a short while ago, without a batch: most likely the same script was run again, and would
/// pay again. Told once a file, before the first of its requests leaves.
/// </summary>
/// <param name="ledger">What knows.</param>
internal sealed class ForgottenBatch(LedgerBook ledger)
{
    private static readonly TimeSpan ShortWhile = TimeSpan.FromHours(24);

    private readonly HashSet<string> _looked = new(StringComparer.Ordinal);

    /// <summary>What to tell before a request is sent; null for nothing.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read; nothing was sent.</exception>
    public string? WarningFor(GenRequest request)
    {
        // A step of a chain has the place of the row that the chain began with, which was not sent before for that.
        if (request.Source?.Path is not { } path || ChainStep.Is(request) || !_looked.Add(path))
        {
            return null;
        }

        // Nothing of this file has left in this pipeline yet: what was accepted of it is an earlier one's.
        var query = new LedgerQuery { SourcePath = path, State = LedgerState.Accepted, Since = DateTimeOffset.UtcNow - ShortWhile };
        (long accepted, DateTimeOffset? last) = ledger.CountAsync(query).GetAwaiter().GetResult();
        return last is null ? null : FormattableString.Invariant(
            $"{accepted} requests of {path} were accepted before, the last at {last:yyyy-MM-dd HH:mm}, and are paid for again now. ") +
            "New-GenTask -Batch NAME goes on instead of paying again; Get-GenTask lists what was accepted.";
    }
}
