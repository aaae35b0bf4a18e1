using System;
using System.Collections.Generic;
using System.Data.Common;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Sqlite;

/// <summary>
/// Runs statements on a ledger's file, one at a time. A statement may name the moment. Those that ran are kept: to understand a statement
/// takes SQLite longer than to find an entry with it.
/// </summary>
internal sealed class SqliteSession(DbConnection connection, TimeProvider clock) : SqlSession(connection), IDisposable
{
    /// <summary>The name of the moment among a statement's values.</summary>
    public const string Now = "now";

    // The ledger has some twenty statements, and lists that differ in what they are narrowed by.
    private const int MostKept = 50;

    private readonly Dictionary<string, DbCommand> _kept = new(StringComparer.Ordinal);

    /// <summary>Lets go of the statements; before the connection is closed.</summary>
    public void Dispose()
    {
        foreach (DbCommand command in _kept.Values)
        {
            command.Dispose();
        }

        _kept.Clear();
    }

    /// <inheritdoc/>
    protected override DbCommand Command(string sql, SqlValues values)
    {
        DbCommand command = base.Command(sql, values);
        Set(command, Now, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return command;
    }

    /// <inheritdoc/>
    protected override DbCommand Take(string sql)
    {
        DbCommand fresh = base.Take(sql);
        if (!_kept.TryGetValue(sql, out DbCommand? command))
        {
            return fresh;
        }

        // What is new knows the transaction of this moment.
        _kept.Remove(sql);
        command.Transaction = fresh.Transaction;
        fresh.Dispose();
        return command;
    }

    /// <inheritdoc/>
    protected override void Release(DbCommand command)
    {
        command.Parameters.Clear();
        if (_kept.Count >= MostKept || _kept.ContainsKey(command.CommandText))
        {
            command.Dispose();
            return;
        }

        _kept.Add(command.CommandText, command);
    }
}
