using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>An entry as it lies in a ledger.</summary>
/// <param name="Process">The process that sent it.</param>
/// <param name="State">How far it came.</param>
/// <param name="IntendedAt">When it was written down, before it left.</param>
/// <param name="Input">What was asked.</param>
internal sealed record LedgerRow(int Process, string State, DateTimeOffset IntendedAt, string Input)
{
    /// <summary>All entries of a ledger, by its file or its connection string.</summary>
    public static LedgerRow[] ReadAll(string ledger)
    {
        bool isDatabase = ledger.Contains('=', StringComparison.Ordinal);
        SQLitePCL.Batteries_V2.Init();
        using DbConnection connection = isDatabase ? new NpgsqlConnection(ledger) : new SqliteConnection($"Data Source={ledger};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = $"SELECT owner, state, intended_at, input FROM {(isDatabase ? "taskapi." : "")}entry ORDER BY number";
#pragma warning restore CA2100
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read())
        {
            // An owner is machine/process/start/word.
            int process = int.Parse(reader.GetString(0).Split('/')[1], CultureInfo.InvariantCulture);
            rows.Add(new LedgerRow(process, reader.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), reader.GetString(3)));
        }

        return [.. rows];
    }
}
