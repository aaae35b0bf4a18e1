using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi.Ledger.Sql;

/// <summary>
/// Writes intents: that a request is about to leave. Of all workers that mean the same request of a batch one may send it, and none past the
/// batch's budget.
/// </summary>
/// <param name="sql">The store's statements.</param>
/// <param name="hasTokens">True when an intent can be told from others by a token, see <see cref="SqlDialect"/>.</param>
internal sealed class SqlIntents(LedgerStatements sql, bool hasTokens)
{
    /// <summary>An entry's values, with a token of its own where there are tokens.</summary>
    public SqlValues Values(LedgerEntry entry) => EntryRow.Values(entry).And(hasTokens ? new SqlValues { ["intent_token"] = Guid.NewGuid() } : []);

    /// <summary>Writes an intent.</summary>
    /// <param name="session">The connection, in a transaction.</param>
    /// <param name="entry">The request: a new entry, or one with a number that is sent again.</param>
    /// <param name="budget">What its batch may cost in all, in US dollars; null for no limit.</param>
    /// <param name="values">The entry's <see cref="Values"/>: the same however often it has to be tried.</param>
    /// <returns>Whether it may be sent, and what is written.</returns>
    public async Task<LedgerIntent> WriteAsync(SqlSession session, LedgerEntry entry, decimal? budget, SqlValues values) =>
        await PassedAsync(session, entry, budget, values).ConfigureAwait(false)
        ?? await (entry.Number == 0 ? AddAsync(session, entry, values) : RenewAsync(session, values)).ConfigureAwait(false);

    /// <summary>The answer to an intent that would pass the budget; null when it does not.</summary>
    private async Task<LedgerIntent?> PassedAsync(SqlSession session, LedgerEntry entry, decimal? budget, SqlValues values)
    {
        if (budget is null)
        {
            return null;
        }

        decimal committed = LedgerValue.ToMoney(await session.ValueAsync<long>(sql.HoldMoney, values).ConfigureAwait(false))!.Value;
        if (committed + (entry.EstimatedCost ?? 0) <= budget)
        {
            return null;
        }

        // It may be written and counted already, by a commit whose answer never came.
        return hasTokens && await FirstAsync(session, LedgerStatements.OfToken, values).ConfigureAwait(false) is { State: LedgerState.Sending } mine
            ? new LedgerIntent(mine, MayBeSent: true)
            : new LedgerIntent(entry, MayBeSent: false, committed);
    }

    /// <summary>In a batch there is one entry of each attempt at a request: whoever is second gets the other's.</summary>
    private async Task<LedgerIntent> AddAsync(SqlSession session, LedgerEntry entry, SqlValues values)
    {
        List<(long Number, long At)> added = await session.QueryAsync(sql.Add, values, static row => (row.GetInt64(0), row.GetInt64(1))).ConfigureAwait(false);
        if (added is [(long number, long at)])
        {
            LedgerEntry written =
                entry with { Number = number, State = LedgerState.Sending, Problem = null, IntendedAt = DateTimeOffset.FromUnixTimeMilliseconds(at) };
            return new LedgerIntent(written, MayBeSent: true);
        }

        // It may be written already, by a commit whose answer never came.
        if (hasTokens && await FirstAsync(session, LedgerStatements.OfToken, values).ConfigureAwait(false) is { } mine)
        {
            return new LedgerIntent(mine, MayBeSent: mine.State == LedgerState.Sending);
        }

        // What was refused or set aside meanwhile is nobody's: it is sent under its number.
        LedgerEntry other = (await FirstAsync(session, LedgerStatements.OfRequest, values).ConfigureAwait(false))!;
        return other.State is LedgerState.Refused or LedgerState.Unsent && other.Attempt == entry.Attempt
            ? await RenewAsync(session, values.And(new SqlValues { ["number"] = other.Number })).ConfigureAwait(false)
            : new LedgerIntent(other, MayBeSent: false);
    }

    private async Task<LedgerIntent> RenewAsync(SqlSession session, SqlValues values)
    {
        bool mayBeSent = await session.ChangeAsync(sql.Renew, values).ConfigureAwait(false) == 1;
        return new LedgerIntent((await FirstAsync(session, LedgerStatements.OfNumber, values).ConfigureAwait(false))!, mayBeSent);
    }

    private Task<LedgerEntry?> FirstAsync(SqlSession session, string where, SqlValues values) => session.FirstAsync(sql.Select(where), values, EntryRow.Read);
}
