namespace TaskApi.Ledger.Sql;

/// <summary>What the stores' SQL does not have in common.</summary>
/// <param name="Prefix">What stands before a table's name.</param>
/// <param name="Now">The moment, by the store's clock, in milliseconds since 1970.</param>
/// <param name="HasTokens">
/// True when an entry has a column <c>intent_token</c>, unique: an intent may be tried again then after a commit of which nobody knows
/// what became, and is written once.
/// </param>
/// <param name="ByteOrder">What stands after text that is compared by its bytes, whatever the database's language.</param>
internal sealed record SqlDialect(string Prefix, string Now, bool HasTokens, string ByteOrder)
{
    /// <summary>The table of entries.</summary>
    public string Entry => Prefix + "entry";

    /// <summary>The table of saved files.</summary>
    public string File => Prefix + "file";

    /// <summary>The table of uploaded files.</summary>
    public string Upload => Prefix + "upload";

    /// <summary>The table of how long tasks took.</summary>
    public string Duration => Prefix + "duration";
}
