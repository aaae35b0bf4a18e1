using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sql;
using TaskApi.Ledger.Sqlite;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>What is asked of a long ledger is found through an index that leads to it, not by reading everything.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private static readonly SqlDialect Dialect = new(Prefix: "", Now: "@now", HasTokens: false, ByteOrder: "");
    private static readonly LedgerStatements Statements = new(Dialect);

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public QueryPlanTests()
    {
        SQLitePCL.Batteries_V2.Init();
        _connection.Open();
        SqliteSchema.Prepare(_connection, "here");
    }

    public static TheoryData<string, LedgerQuery> Lists => new()
    {
        { "entry_by_account", new LedgerQuery { State = LedgerState.Accepted, Last = 100 } },
        { "entry_by_batch", new LedgerQuery { State = LedgerState.Accepted, Batch = "b", First = 64, After = 7 } },
        { "entry_by_batch",
            new LedgerQuery { State = LedgerState.Accepted, Batch = "b", Status = GenTaskStatus.Completed, IsLatestAttempt = true, First = 64, After = 7 } },
        { "entry_by_status", new LedgerQuery { State = LedgerState.Accepted, Status = GenTaskStatus.Processing, Last = 1 } },
        { "entry_by_status", new LedgerQuery { State = LedgerState.Accepted, Status = GenTaskStatus.Failed, Batch = "b", Last = 10 } },
        { "entry_by_state", new LedgerQuery { State = LedgerState.Uncertain } },
        { "entry_by_model", new LedgerQuery { State = LedgerState.Accepted, Model = "m", First = 64 } },
        { "entry_by_time", new LedgerQuery { State = LedgerState.Accepted, Since = DateTimeOffset.UtcNow, Last = 1 } },
        { "entry_by_task", new LedgerQuery { State = LedgerState.Accepted, TaskIdBeginning = "abc", First = 100 } },
    };

    public void Dispose() => _connection.Dispose();

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_found_through_an_index(string index, LedgerQuery query)
    {
        SqlValues values = [];
        AssertPlan(index, Statements.List(query, values), isOrdered: query.State != LedgerState.Uncertain);
    }

    [Fact]
    public void A_files_recent_requests_are_counted_through_an_index()
    {
        SqlValues values = [];
        AssertPlan("entry_by_source",
            Statements.CountUp(new LedgerQuery { State = LedgerState.Accepted, SourcePath = "/x", Since = DateTimeOffset.UtcNow }, values));
    }

    [Fact]
    public void Old_entries_and_the_open_ones_among_them_are_counted_through_indexes()
    {
        AssertPlan("entry_by_time", Statements.Count(LedgerStatements.Old));
        AssertPlan("entry_by_state", Statements.Count(LedgerStatements.OldAndDoubtful));
        AssertPlan("entry_by_status", Statements.Count(LedgerStatements.OldAndRunning));
    }

    [Fact]
    public void An_entry_a_task_a_sum_and_the_names_of_batches_are_found_through_indexes()
    {
        AssertPlan("entry_by_request", Statements.Select(LedgerStatements.OfRequest));
        AssertPlan("entry_by_task", Statements.Select(LedgerStatements.OfTask));
        AssertPlan("entry_by_task", Statements.Note);
        AssertPlan("entry_by_batch", Statements.BatchNames, isOrdered: false);
        AssertPlan("entry_by_previous", Statements.SumUp(isOne: true), isOrdered: false);
    }

    private void AssertPlan(string index, string sql, bool isOrdered = true)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The ledger's own text.
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        var plan = new List<string>();
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            plan.Add(rows.GetString(3));
        }

        Assert.Contains(plan, step => step.Contains(index + " ", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN entry", StringComparison.Ordinal));
        Assert.False(isOrdered && plan.Any(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal)), string.Join("; ", plan));
    }
}
