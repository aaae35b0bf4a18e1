using System;
using System.Data.Common;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Sqlite;

/// <summary>Runs statements on a ledger's file. A statement may name the moment.</summary>
internal sealed class SqliteSession(DbConnection connection, TimeProvider clock) : SqlSession(connection)
{
    /// <summary>The name of the moment among a statement's values.</summary>
    public const string Now = "now";

    /// <inheritdoc/>
    protected override DbCommand Command(string sql, SqlValues values)
    {
        DbCommand command = base.Command(sql, values);
        Set(command, Now, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return command;
    }
}
