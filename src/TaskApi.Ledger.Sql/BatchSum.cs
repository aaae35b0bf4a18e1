using System;
using System.Data.Common;

namespace TaskApi.Ledger.Sql;

/// <summary>Sums batches up inside the database: a million entries are never read for it.</summary>
internal static class BatchSum
{
    /// <summary>The query; its parameters are <c>@account</c> and <c>@batch</c>.</summary>
    /// <param name="entry">The table of entries.</param>
    /// <param name="isOne">One batch; all of the account's otherwise.</param>
    public static string Sql(string entry, bool isOne) => $"""
        SELECT batch,
            count(*) FILTER (WHERE is_latest),
            count(*) FILTER (WHERE is_latest AND status = 'Completed'),
            count(*) FILTER (WHERE is_latest AND status = 'Failed'),
            count(*) FILTER (WHERE is_latest AND (state = 'Sending' OR (state = 'Accepted' AND status NOT IN ('Completed', 'Failed')))),
            count(*) FILTER (WHERE is_latest AND state = 'Uncertain'),
            count(*) FILTER (WHERE is_latest AND state IN ('Refused', 'Unsent')),
            CAST(coalesce(sum(cost), 0) AS bigint),
            CAST(coalesce(sum(estimated_cost) FILTER (WHERE state IN ('Sending', 'Accepted', 'Uncertain') AND cost IS NULL), 0) AS bigint),
            count(*) FILTER (WHERE state IN ('Accepted', 'Uncertain') AND cost IS NULL AND estimated_cost IS NULL),
            min(intended_at),
            max(CASE WHEN completed_at > intended_at THEN completed_at ELSE intended_at END)
        FROM (
            SELECT *, NOT EXISTS (SELECT 1 FROM {entry} AS later WHERE later.previous = entry.number) AS is_latest
            FROM {entry} AS entry WHERE account = @account AND batch {(isOne ? "= @batch" : "IS NOT NULL")}) AS numbered
        GROUP BY batch ORDER BY min(number)
        """;

    /// <summary>The sum that a row holds.</summary>
    public static GenBatch Read(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Rows = row.GetInt64(1),
        Done = row.GetInt64(2),
        Failed = row.GetInt64(3),
        Running = row.GetInt64(4),
        Uncertain = row.GetInt64(5),
        Unsent = row.GetInt64(6),
        Spent = LedgerValue.ToMoney(row.GetInt64(7))!.Value,
        Estimated = LedgerValue.ToMoney(row.GetInt64(8))!.Value,
        WithoutCost = row.GetInt64(9),
        FirstAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(10)).ToLocalTime(),
        LastAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)).ToLocalTime(),
    };
}
