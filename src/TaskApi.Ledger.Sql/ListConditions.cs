using System.Text;

namespace TaskApi.Ledger.Sql;

/// <summary>
/// Which entries a query asks for, so that an index leads to them: a list of few among a million must not read the million. The table is
/// called <c>entry</c>.
/// </summary>
internal static class ListConditions
{
    /// <summary>The conditions of the partial indexes, which a database uses only where it finds them in the statement.</summary>
    private const string NotCompleted = " AND status <> 'Completed'";
    private const string NotAccepted = " AND state <> 'Accepted'";

    // A sum is in no index: it keeps a database from sorting all of a long time when the order of numbers is at hand, and from walking
    // through all numbers for the least of a short time.
    private const string OutOfIndex = " AND intended_at + 0 >= @since";

    /// <summary>Which entries, in their order: the first or the last of them first, see <see cref="IsForward"/>.</summary>
    public static string Of(LedgerQuery query, SqlDialect dialect, SqlValues values)
    {
        // By their ids where these are looked for: the newest of many would have to be looked for among all.
        string order = query.TaskIdBeginning is null ? "number" : "task_id" + dialect.ByteOrder;
        string where = $"{Which(query, dialect, values)} ORDER BY {order}{(IsForward(query) ? "" : " DESC")}";
        if ((query.First ?? query.Last) is not { } most)
        {
            return where;
        }

        values["most"] = most;
        return where + " LIMIT @most";
    }

    /// <summary>True when the entries come oldest first.</summary>
    public static bool IsForward(LedgerQuery query) => query.First is not null || query.Last is null;

    /// <summary>Which entries.</summary>
    public static string Which(LedgerQuery query, SqlDialect dialect, SqlValues values)
    {
        var where = new StringBuilder("WHERE account = @account");
        values["account"] = query.Account;
        Narrow("batch", "=", query.Batch);
        Narrow("model", "=", query.Model);
        Narrow("status", "=", query.Status?.ToString());
        Narrow("state", "=", query.State?.ToString());
        Narrow("source_path", "=", query.SourcePath);
        where.Append(query.Status is null or GenTaskStatus.Completed ? "" : NotCompleted).Append(
            query.State is null or LedgerState.Accepted ? "" : NotAccepted);
        if (query.TaskIdBeginning is { Length: > 0 } beginning)
        {
            where.Append($" AND task_id{dialect.ByteOrder} >= @task_id AND task_id{dialect.ByteOrder} < @task_id_end");
            values["task_id"] = beginning;
            // No letter of an id comes after this one.
            values["task_id_end"] = beginning + "\uffff";
        }

        if (query.IsLatestAttempt)
        {
            where.Append($" AND NOT EXISTS (SELECT 1 FROM {dialect.Entry} AS later WHERE later.previous = entry.number)");
        }

        if (query.Since is { } since)
        {
            values["since"] = LedgerValue.FromTime(since);
            if (query.SourcePath is not null)
            {
                where.Append(" AND intended_at >= @since");
            }
            else if (query.After is not null)
            {
                where.Append(OutOfIndex);
            }
            else
            {
                // Entries are in the order of their numbers and nearly in that of their times: where the time begins, the list does.
                where.Append($"{OutOfIndex} AND number >= (SELECT min(number + 0) FROM {dialect.Entry} WHERE account = @account AND intended_at >= @since)");
            }
        }

        if (query.After is { } after)
        {
            where.Append(" AND number > @after");
            values["after"] = after;
        }

        return where.ToString();

        void Narrow(string column, string comparison, object? value)
        {
            if (value is not null)
            {
                where.Append(" AND ").Append(column).Append(' ').Append(comparison).Append(" @").Append(column);
                values[column] = value;
            }
        }
    }
}
