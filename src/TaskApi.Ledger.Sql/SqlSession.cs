using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Text.Json;
using System.Threading.Tasks;

namespace TaskApi.Ledger.Sql;

/// <summary>Runs statements on one connection.</summary>
/// <param name="connection">The connection; a transaction is its store's business.</param>
internal class SqlSession(DbConnection connection)
{
    private static readonly SqlValues NoValues = [];

    /// <summary>What a query finds.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, SqlValues values, Func<DbDataReader, T> read)
    {
        DbCommand command = Command(sql, values);
        try
        {
            using DbDataReader rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
            var found = new List<T>();
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                found.Add(Read(rows, read));
            }

            return found;
        }
        finally
        {
            Release(command);
        }
    }

    /// <summary>The first of what a query finds; null when it finds nothing.</summary>
    public async Task<T?> FirstAsync<T>(string sql, SqlValues values, Func<DbDataReader, T> read)
        where T : class =>
        await QueryAsync(sql, values, read).ConfigureAwait(false) is [var first, ..] ? first : null;

    // What is no number, no JSON or no moment where one was written is not what was written.
    private static T Read<T>(DbDataReader row, Func<DbDataReader, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidCastException or InvalidOperationException or ArgumentException
            or OverflowException)
        {
            throw LedgerFailure.Damaged(failure);
        }
    }

    /// <summary>The one value that a query finds.</summary>
    public async Task<T> ValueAsync<T>(string sql, SqlValues? values = null)
    {
        DbCommand command = Command(sql, values ?? NoValues);
        try
        {
            return (T)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
        }
        finally
        {
            Release(command);
        }
    }

    /// <summary>Changes rows.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ChangeAsync(string sql, SqlValues? values = null)
    {
        DbCommand command = Command(sql, values ?? NoValues);
        try
        {
            return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        finally
        {
            Release(command);
        }
    }

    /// <summary>A value in the form that the database takes.</summary>
    protected virtual object ToParameter(object? value) => value ?? DBNull.Value;

    /// <summary>A statement with its values.</summary>
    protected virtual DbCommand Command(string sql, SqlValues values)
    {
        DbCommand command = Take(sql);
        foreach (KeyValuePair<string, object?> value in values)
        {
            Set(command, value.Key, value.Value);
        }

        return command;
    }

    /// <summary>A statement without values.</summary>
    protected virtual DbCommand Take(string sql)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Values travel as parameters; the text is the ledger's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>A statement has done its work.</summary>
    protected virtual void Release(DbCommand command) => command.Dispose();

    /// <summary>Gives a statement a value.</summary>
    protected void Set(DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        parameter.Value = ToParameter(value);
        command.Parameters.Add(parameter);
    }
}
