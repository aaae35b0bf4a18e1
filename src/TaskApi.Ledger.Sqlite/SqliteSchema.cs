using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Sqlite;

/// <summary>The tables of a ledger file, and the way from older ones to them.</summary>
internal static class SqliteSchema
{
    /// <summary>The schema that this version reads and writes; the file's header holds its own (<c>user_version</c>).</summary>
    public const int Version = 8;

    // One step for each version: what makes it of the one before. Steps that were published are never changed.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            batch TEXT,
            request_key TEXT,
            attempt INTEGER NOT NULL,
            previous INTEGER REFERENCES entry (number),
            model TEXT NOT NULL,
            input TEXT NOT NULL,
            callback_url TEXT,
            key TEXT,
            source_path TEXT,
            source_line INTEGER,
            owner TEXT NOT NULL,
            intended_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            problem TEXT,
            estimated_cost INTEGER,
            task_id TEXT,
            kind TEXT,
            status TEXT,
            cost INTEGER,
            submitted_at INTEGER,
            completed_at INTEGER,
            error TEXT,
            outputs TEXT);
        CREATE UNIQUE INDEX entry_by_request ON entry (account, batch, request_key, attempt) WHERE batch IS NOT NULL;
        CREATE INDEX entry_by_task ON entry (account, task_id) WHERE task_id IS NOT NULL;
        CREATE INDEX entry_by_source ON entry (account, source_path, number) WHERE source_path IS NOT NULL;
        CREATE INDEX entry_by_account ON entry (account, number);
        CREATE TABLE file (
            account TEXT NOT NULL,
            task_id TEXT NOT NULL,
            output INTEGER NOT NULL,
            path TEXT NOT NULL,
            length INTEGER NOT NULL,
            media_type TEXT NOT NULL,
            saved_at INTEGER NOT NULL,
            PRIMARY KEY (account, task_id, output)) WITHOUT ROWID;
        """,
        $"""
        CREATE TABLE batch_money (
            account TEXT NOT NULL,
            batch TEXT NOT NULL,
            committed INTEGER NOT NULL,
            PRIMARY KEY (account, batch)) WITHOUT ROWID;
        {BatchMoney.Fill(prefix: "")}
        CREATE TRIGGER entry_added AFTER INSERT ON entry WHEN NEW.batch IS NOT NULL BEGIN {Commit(BatchMoney.Weight("NEW"), "NEW")}; END;
        CREATE TRIGGER entry_changed AFTER UPDATE OF state, cost, estimated_cost ON entry
            WHEN NEW.batch IS NOT NULL AND {BatchMoney.Weight("NEW")} <> {BatchMoney.Weight("OLD")}
            BEGIN {Commit($"{BatchMoney.Weight("NEW")} - {BatchMoney.Weight("OLD")}", "NEW")}; END;
        CREATE TRIGGER entry_removed AFTER DELETE ON entry WHEN OLD.batch IS NOT NULL BEGIN {Commit("0 - " + BatchMoney.Weight("OLD"), "OLD")}; END;
        """,

        // How long tasks take, by what tells it; see DurationBook.
        """
        CREATE TABLE duration (
            number INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            tasks TEXT NOT NULL,
            ran_for INTEGER NOT NULL,
            ended_by INTEGER NOT NULL);
        CREATE INDEX duration_by_tasks ON duration (account, tasks, number);
        """,

        // What is asked of a long ledger is found without reading all of it.
        """
        DROP INDEX entry_by_source;
        CREATE INDEX entry_by_source ON entry (account, source_path, intended_at) WHERE source_path IS NOT NULL;
        CREATE INDEX entry_by_time ON entry (account, intended_at);
        CREATE INDEX entry_by_batch ON entry (account, batch, number, state, status, cost, estimated_cost, intended_at, completed_at)
            WHERE batch IS NOT NULL;
        CREATE INDEX entry_by_model ON entry (account, model, number);
        CREATE INDEX entry_by_status ON entry (account, status, number) WHERE status <> 'Completed';
        CREATE INDEX entry_by_state ON entry (account, state, number) WHERE state <> 'Accepted';
        CREATE INDEX entry_by_previous ON entry (previous) WHERE previous IS NOT NULL;
        """,

        // What a saved file's bytes are known by.
        "ALTER TABLE file ADD COLUMN sha256 TEXT;",

        // What addresses in the input stand for; see GenRequest.Origins.
        "ALTER TABLE entry ADD COLUMN origins TEXT;",

        // Files that were uploaded, by their addresses and by their contents.
        """
        CREATE TABLE upload (
            account TEXT NOT NULL,
            host TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            url TEXT NOT NULL,
            path TEXT NOT NULL,
            length INTEGER NOT NULL,
            media_type TEXT NOT NULL,
            uploaded_at INTEGER NOT NULL,
            PRIMARY KEY (account, url)) WITHOUT ROWID;
        CREATE INDEX upload_by_content ON upload (account, host, sha256, uploaded_at);
        """,

        // The tasks that the input came from; see GenTask.Parents.
        "ALTER TABLE entry ADD COLUMN parents TEXT;",
    ];

    /// <summary>Brings a file's tables to this version.</summary>
    /// <param name="connection">The file, open.</param>
    /// <param name="place">Where it is, for people.</param>
    /// <param name="version">An older version, for tests of the way from it.</param>
    /// <exception cref="GenServiceException">A newer TaskApi wrote the file.</exception>
    public static void Prepare(SqliteConnection connection, string place, int version = Version)
    {
        // Another process may do the same at this moment: whoever is second finds the work done.
        if (ReadVersion(connection) == version)
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        long found = ReadVersion(connection);
        if (found > version)
        {
            throw LedgerFailure.Newer(place, found, version);
        }

        for (long step = found; step < version; step++)
        {
            Execute(connection, Steps[step]);
        }

        Execute(connection, System.FormattableString.Invariant($"PRAGMA user_version = {version}"));
        transaction.Commit();
    }

    private static string Commit(string change, string row) =>
        $"""
        INSERT INTO batch_money (account, batch, committed) VALUES ({row}.account, {row}.batch, {change})
            ON CONFLICT (account, batch) DO UPDATE SET committed = committed + excluded.committed
        """;

    private static long ReadVersion(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is this class's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
