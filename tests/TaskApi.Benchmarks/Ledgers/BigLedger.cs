using System;
using System.Data.Common;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using TaskApi.Ledger.Postgres;
using TaskApi.Ledger.Sqlite;

namespace TaskApi.Benchmarks.Ledgers;

/// <summary>
/// A ledger of a year: single tasks first, then batches, one of them finished and with its table at hand; some tasks have failed, few
/// still run. Written by one statement, in the form that <see cref="ILedger"/> writes.
/// </summary>
/// <param name="place">What <c>Connect-GenService -Ledger</c> takes.</param>
/// <param name="entries">How many entries it has.</param>
internal sealed class BigLedger(string place, int entries)
{
    /// <summary>The batch whose rows are all completed and saved.</summary>
    public const string Finished = "finished";

    /// <summary>A batch with some failures.</summary>
    public const string Mixed = "night-9";

    /// <summary>A model of every ten-thousandth entry.</summary>
    public const string RareModel = "openai/gpt-image-1.5";

    // Groups of a twentieth: six of single tasks, then the batches night-6 to night-19, but for the finished one, which has two.
    private const int Groups = 20;
    private const int Singles = 6;
    private const int FinishedGroup = 14;

    private const string Account = "benchmark-key";

    /// <summary>The key of the account.</summary>
    public static string Key => Account;

    /// <summary>How many rows the finished batch has.</summary>
    public int FinishedRows => 2 * GroupSize;

    /// <summary>When the first group, which is in no batch, was all written.</summary>
    public DateTimeOffset EndOfFirstGroup => DateTimeOffset.UtcNow.AddSeconds(-30d * (entries - GroupSize));

    /// <summary>How many entries there are.</summary>
    public int Entries => entries;

    /// <summary>What <c>Connect-GenService -Ledger</c> takes.</summary>
    public string Place => place;

    private bool IsDatabase => place.Contains('=', StringComparison.Ordinal);

    private int GroupSize => entries / Groups;

    /// <summary>Opens the ledger as the module does.</summary>
    public ILedger Open() => IsDatabase ? PostgresLedger.Open(place) : SqliteLedger.Open(place);

    /// <summary>Opens another one of the same kind that is empty; the database's own where it is in one.</summary>
    public ILedger OpenEmpty() => IsDatabase ? Open() : SqliteLedger.Open(place + ".empty");

    /// <summary>Makes and fills it.</summary>
    /// <param name="endpoint">The service of the account.</param>
    /// <param name="table">The table that the batches were read from.</param>
    /// <param name="folder">Where the finished batch's files are said to be.</param>
    public void Fill(Uri endpoint, string table, string folder)
    {
        Open().Dispose();
        using DbConnection connection = IsDatabase ? new NpgsqlConnection(place) : new SqliteConnection($"Data Source={place};Pooling=False");
        connection.Open();
        string prefix = IsDatabase ? "taskapi." : "";
        Execute(connection, IsDatabase ? "SET synchronous_commit = off" : "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
        (string Name, object Value)[] values =
        [
            ("account", new ApiKey(Account).NameFor(endpoint)), ("endpoint", endpoint.GetLeftPart(UriPartial.Path)), ("table", table), ("folder", folder),
            ("now", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), ("entries", entries), ("size", GroupSize),
        ];
        Execute(connection, Entry(prefix), values);
        Execute(connection, Files(prefix), values);
        if (IsDatabase)
        {
            Execute(connection, "ANALYZE taskapi.entry; ANALYZE taskapi.file");
        }
        else
        {
            Execute(connection, "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /// <summary>Writes the finished batch's table.</summary>
    /// <param name="path">Where.</param>
    /// <param name="rows">How many of its rows, from the first.</param>
    public static void WriteTable(string path, int rows)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        writer.WriteLine("key,model,prompt,aspect_ratio,duration,mode");
        for (int i = 0; i < rows; i++)
        {
            writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"row{i},kuaishou/kling-2.6,\"A fox, number {i}, trots through fresh snow\",16:9,5,pro"));
        }
    }

    /// <summary>The size on the disk in bytes; null where it is the server's.</summary>
    public long? Size => IsDatabase ? null : new FileInfo(place).Length;

    // SQL that both databases read. A row i of group g; p is its place in the batch. The factor spreads the ids like real ones.
    private static string Rows => $"""
        WITH RECURSIVE row(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM row WHERE i < @entries - 1),
        placed AS (SELECT i, i / @size AS g, i % @size AS p, CAST((CAST(i + 1 AS bigint) * 1103515245) % 2147483647 AS text) AS id FROM row),
        task AS (SELECT *, g IN ({FinishedGroup}, {FinishedGroup + 1}) AS is_finished,
            CASE WHEN i % 50 = 7 THEN 'Failed' WHEN i % 50000 = 49999 THEN 'Processing' ELSE 'Completed' END AS fate FROM placed)
        """;

    private string Entry(string prefix) => $$"""
        {{Rows}}
        INSERT INTO {{prefix}}entry (account, endpoint, batch, request_key, attempt, model, input, key, source_path, source_line, owner, intended_at, state,
            estimated_cost, task_id, kind, status, cost, submitted_at, completed_at, error, outputs{{(IsDatabase ? ", intent_token" : "")}})
        SELECT @account, @endpoint,
            CASE WHEN g < {{Singles}} THEN NULL WHEN is_finished THEN '{{Finished}}' ELSE 'night-' || g END,
            CASE WHEN g < {{Singles}} THEN NULL ELSE 'key:row' || (CASE WHEN g = {{FinishedGroup + 1}} THEN p + @size ELSE p END) END, 1,
            CASE WHEN i % 10000 = 5 AND NOT is_finished THEN '{{RareModel}}' ELSE 'kuaishou/kling-2.6' END,
            '{"prompt":"A fox, number ' || (CASE WHEN g = {{FinishedGroup + 1}} THEN p + @size ELSE p END)
                || ', trots through fresh snow","aspect_ratio":"16:9","duration":5,"mode":"pro"}',
            'row' || p, CASE WHEN g < {{Singles}} THEN NULL ELSE @table END, p + 2, 'machine/1/1/benchmark', @now - CAST(@entries - i AS bigint) * 30000,
            'Accepted', 350000000, 'task' || id, 'Video', CASE WHEN is_finished THEN 'Completed' ELSE fate END, 350000000,
            @now - CAST(@entries - i AS bigint) * 30000, @now - CAST(@entries - i AS bigint) * 30000 + 60000,
            CASE WHEN fate = 'Failed' AND NOT is_finished THEN 'The service ran out of snow.' END,
            CASE WHEN fate = 'Completed' OR is_finished THEN 
                '[{"name":"video_url","kind":"Video","url":"https://cdn.example.org/' || id || '.mp4","text":null}]' END
            {{(IsDatabase ? ", gen_random_uuid()" : "")}}
        FROM task WHERE true
        """;

    private static string Files(string prefix) => $$"""
        {{Rows}}
        INSERT INTO {{prefix}}file (account, task_id, output, path, length, media_type, saved_at)
        SELECT @account, 'task' || id, 0, @folder || '/row' || (CASE WHEN g = {{FinishedGroup + 1}} THEN p + @size ELSE p END) || '.mp4', 4, 'video/mp4', @now
        FROM task WHERE is_finished
        """;

    private static void Execute(DbConnection connection, string sql, params (string Name, object Value)[] values)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        foreach ((string name, object value) in values)
        {
            if (!sql.Contains("@" + name, StringComparison.Ordinal))
            {
                continue;
            }

            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }
}
