using System;
using System.Data.Common;
using System.Globalization;

namespace TaskApi.Ledger.Sql;

/// <summary>An entry as a row of its table.</summary>
internal static class EntryRow
{
    /// <summary>The columns, in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns =
        "number, account, endpoint, batch, request_key, attempt, previous, model, input, callback_url, key, source_path, source_line, "
        + "owner, intended_at, state, problem, estimated_cost, task_id, kind, status, cost, submitted_at, completed_at, error, outputs, origins, "
        + "parents";

    /// <summary>The entry that a row holds.</summary>
    public static LedgerEntry Read(DbDataReader row)
    {
        var request = new GenRequest
        {
            Model = row.GetString(7),
            Input = LedgerValue.ToInput(row.GetString(8)),
            CallbackUrl = Text(row, 9),
            Origins = LedgerValue.ToOrigins(Text(row, 26)),
            Parents = LedgerValue.ToParents(Text(row, 27)),
            Key = Text(row, 10),
            Source = Text(row, 11) is { } path ? new GenSource(path, Whole(row, 12) ?? 0) : null,
        };
        var entry = new LedgerEntry
        {
            Number = row.GetInt64(0),
            Account = row.GetString(1),
            Endpoint = row.GetString(2),
            Batch = Text(row, 3),
            RequestKey = Text(row, 4),
            Attempt = row.GetInt32(5),
            Previous = Whole(row, 6),
            Request = request,
            Owner = row.GetString(13),
            IntendedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)),
            State = ToState(row.GetString(15)),
            Problem = Text(row, 16),
            EstimatedCost = LedgerValue.ToMoney(Whole(row, 17)),
        };
        return Text(row, 18) is { } id ? entry with { Task = ReadTask(row, entry, id) } : entry;
    }

    /// <summary>The saved file that a row holds.</summary>
    public static LedgerFile ReadFile(DbDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5));

    /// <summary>The uploaded file that a row holds.</summary>
    public static LedgerUpload ReadUpload(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.GetString(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)));

    /// <summary>The count that a row holds.</summary>
    public static LedgerCount ReadCount(DbDataReader row) => new(row.GetInt64(0), LedgerValue.ToTime(Whole(row, 1)));

    /// <summary>The values of an entry, named like the columns.</summary>
    public static SqlValues Values(LedgerEntry entry)
    {
        GenRequest request = entry.Request;
        return new SqlValues
        {
            ["number"] = entry.Number,
            ["account"] = entry.Account,
            ["endpoint"] = entry.Endpoint,
            ["batch"] = entry.Batch,
            ["request_key"] = entry.RequestKey,
            ["attempt"] = entry.Attempt,
            ["previous"] = entry.Previous,
            ["model"] = request.Model,
            ["input"] = LedgerValue.FromInput(request.Input),
            ["origins"] = LedgerValue.FromOrigins(request.Origins),
            ["parents"] = LedgerValue.FromParents(request.Parents),
            ["callback_url"] = request.CallbackUrl,
            ["key"] = request.Key,
            ["source_path"] = request.Source?.Path,
            ["source_line"] = request.Source?.Line,
            ["owner"] = entry.Owner,
            ["state"] = entry.State.ToString(),
            ["problem"] = entry.Problem,
            ["estimated_cost"] = LedgerValue.FromMoney(entry.EstimatedCost),
        };
    }

    /// <summary>The values of a task, named like the columns; without a task, of none.</summary>
    public static SqlValues Values(GenTask? task) => new()
    {
        ["task_id"] = task?.Id,
        ["kind"] = task?.Kind.ToString(),
        ["status"] = task?.Status.ToString(),
        ["cost"] = LedgerValue.FromMoney(task?.Cost),
        ["submitted_at"] = LedgerValue.FromTime(task?.SubmittedAt),
        ["completed_at"] = LedgerValue.FromTime(task?.CompletedAt),
        ["error"] = task?.Error,
        ["outputs"] = task is null ? null : LedgerValue.FromOutputs(task.Outputs),
    };

    private static GenTask ReadTask(DbDataReader row, LedgerEntry entry, string id) => new()
    {
        Id = id,
        Model = entry.Request.Model,
        Kind = ToWord<GenKind>(Text(row, 19)),
        Status = ToWord<GenTaskStatus>(Text(row, 20)),
        Input = entry.Request.Input,
        Origins = entry.Request.Origins,
        Parents = entry.Request.Parents,
        Cost = LedgerValue.ToMoney(Whole(row, 21)),
        EstimatedCost = entry.EstimatedCost,
        SubmittedAt = LedgerValue.ToTime(Whole(row, 22)),
        CompletedAt = LedgerValue.ToTime(Whole(row, 23)),
        Error = Text(row, 24),
        Outputs = LedgerValue.ToOutputs(Text(row, 25), id),
        Batch = entry.Batch,
        Key = entry.Request.Key,
        Source = entry.Request.Source,
    };

    // Nobody may guess what may be sent again. A newer version with more states has another form of the tables.
    private static LedgerState ToState(string text) =>
        Enum.TryParse(text, out LedgerState state) && Enum.IsDefined(typeof(LedgerState), state) ? state : throw new FormatException($"'{text}' is no state");

    // A word that a newer version has written is not known.
    private static TWord ToWord<TWord>(string? text)
        where TWord : struct, Enum => Enum.TryParse(text, out TWord word) ? word : default;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Whole(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);
}
