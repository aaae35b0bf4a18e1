using System.Collections.Generic;

namespace TaskApi.Ledger.Sql;

/// <summary>The values of a statement, by the names that it has for them after its <c>@</c>. Values that a statement does not name do no harm.</summary>
internal sealed class SqlValues : Dictionary<string, object?>
{
    /// <summary>These values and others.</summary>
    public SqlValues And(SqlValues others)
    {
        foreach (KeyValuePair<string, object?> other in others)
        {
            this[other.Key] = other.Value;
        }

        return this;
    }
}
