using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>An entry as it lies in a ledger's file.</summary>
/// <param name="Process">The process that sent it.</param>
/// <param name="State">How far it came.</param>
/// <param name="IntendedAt">When it was written down, before it left.</param>
/// <param name="Input">What was asked.</param>
internal sealed record LedgerRow(int Process, string State, DateTimeOffset IntendedAt, string Input)
{
    public static LedgerRow[] ReadAll(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT owner, state, intended_at, input FROM entry ORDER BY number";
        using SqliteDataReader reader = command.ExecuteReader();
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
