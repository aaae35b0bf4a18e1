namespace TaskApi.Ledger.Sql;

/// <summary>
/// A batch's running sum of what is spent or set aside. Triggers keep it, so that it is right whichever statement changes an entry, and a
/// budget costs the same to hold in a batch of ten rows and of a million.
/// </summary>
internal static class BatchMoney
{
    /// <summary>What an entry counts with: its told cost, else its estimate, from before it leaves until it is surely not charged.</summary>
    /// <param name="row">The row's name in the statement, such as <c>NEW</c>.</param>
    public static string Weight(string row) =>
        $"CASE WHEN {row}.state IN ('Sending', 'Accepted', 'Uncertain') THEN coalesce({row}.cost, {row}.estimated_cost, 0) ELSE 0 END";

    /// <summary>The sums of the entries that are there, for a table that is new.</summary>
    /// <param name="prefix">What stands before a table's name.</param>
    public static string Fill(string prefix) =>
        $"""
        INSERT INTO {prefix}batch_money (account, batch, committed)
            SELECT account, batch, CAST(sum({Weight("entry")}) AS bigint) FROM {prefix}entry AS entry WHERE batch IS NOT NULL GROUP BY account, batch;
        """;

    /// <summary>Reads a batch's sum, which nobody else can change until the transaction ends.</summary>
    /// <param name="prefix">What stands before a table's name.</param>
    public static string Hold(string prefix) =>
        $"""
        INSERT INTO {prefix}batch_money AS money (account, batch, committed) VALUES (@account, @batch, 0)
        ON CONFLICT (account, batch) DO UPDATE SET committed = money.committed RETURNING committed
        """;

    /// <summary>Forgets the sums of batches that have no entries any more; one that gets its first at this moment has something committed.</summary>
    /// <param name="prefix">What stands before a table's name.</param>
    public static string Forget(string prefix) =>
        $"""
        DELETE FROM {prefix}batch_money WHERE account = @account AND committed = 0
            AND NOT EXISTS (SELECT 1 FROM {prefix}entry AS entry WHERE entry.account = @account AND entry.batch = batch_money.batch)
        """;
}
