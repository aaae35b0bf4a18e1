using System.Globalization;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>The ledger's tables, which have a schema of their own in the database, and the way from older ones to them.</summary>
internal static class PostgresSchema
{
    /// <summary>The form that this version reads and writes; the table <c>form</c> holds the database's.</summary>
    public const int Version = 9;

    // Whoever makes or changes the tables holds this lock, one at a time: "TaskApi" in hexadecimal.
    private const string Alone = "SELECT pg_advisory_xact_lock(x'5461736b417069'::bigint)";

    // Asked of the catalogue's tables: what functions such as to_regclass remember can be older than the moment when the lock was got.
    private const string HasSchema = "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'taskapi')";
    private const string HasForm = "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'taskapi' AND tablename = 'form')";

    // One step for each version: what makes it of the one before. Steps that were published are never changed.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE taskapi.form (version integer NOT NULL);
        INSERT INTO taskapi.form VALUES (0);
        CREATE TABLE taskapi.entry (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account text NOT NULL,
            endpoint text NOT NULL,
            batch text,
            request_key text,
            attempt integer NOT NULL,
            previous bigint REFERENCES taskapi.entry (number),
            model text NOT NULL,
            input text NOT NULL,
            callback_url text,
            key text,
            source_path text,
            source_line bigint,
            owner text NOT NULL,
            intended_at bigint NOT NULL,
            state text NOT NULL,
            problem text,
            estimated_cost bigint,
            task_id text,
            kind text,
            status text,
            cost bigint,
            submitted_at bigint,
            completed_at bigint,
            error text,
            outputs text,
            intent_token uuid NOT NULL UNIQUE);
        CREATE UNIQUE INDEX entry_by_request ON taskapi.entry (account, batch, request_key, attempt) WHERE batch IS NOT NULL;
        CREATE INDEX entry_by_task ON taskapi.entry (account, task_id) WHERE task_id IS NOT NULL;
        CREATE INDEX entry_by_source ON taskapi.entry (account, source_path, number) WHERE source_path IS NOT NULL;
        CREATE INDEX entry_by_account ON taskapi.entry (account, number);
        CREATE INDEX entry_by_previous ON taskapi.entry (previous) WHERE previous IS NOT NULL;
        CREATE TABLE taskapi.file (
            account text NOT NULL,
            task_id text NOT NULL,
            output integer NOT NULL,
            path text NOT NULL,
            length bigint NOT NULL,
            media_type text NOT NULL,
            saved_at bigint NOT NULL,
            PRIMARY KEY (account, task_id, output));
        CREATE TABLE taskapi.worker (
            name text PRIMARY KEY,
            seen_at bigint NOT NULL);
        """,
        $"""
        CREATE TABLE taskapi.batch_money (
            account text NOT NULL,
            batch text NOT NULL,
            committed bigint NOT NULL,
            PRIMARY KEY (account, batch));
        {BatchMoney.Fill("taskapi.")}
        CREATE FUNCTION taskapi.commit_money() RETURNS trigger LANGUAGE plpgsql AS $money$
        DECLARE
            change bigint := 0;
            whose taskapi.entry;
        BEGIN
            IF TG_OP <> 'DELETE' THEN change := {BatchMoney.Weight("NEW")}; whose := NEW; END IF;
            IF TG_OP <> 'INSERT' THEN change := change - {BatchMoney.Weight("OLD")}; whose := OLD; END IF;
            IF whose.batch IS NOT NULL AND (change <> 0 OR TG_OP = 'INSERT') THEN
                INSERT INTO taskapi.batch_money AS money (account, batch, committed) VALUES (whose.account, whose.batch, change)
                    ON CONFLICT (account, batch) DO UPDATE SET committed = money.committed + excluded.committed;
            END IF;
            RETURN NULL;
        END $money$;
        CREATE TRIGGER entry_money AFTER INSERT OR DELETE OR UPDATE OF state, cost, estimated_cost ON taskapi.entry
            FOR EACH ROW EXECUTE FUNCTION taskapi.commit_money();
        """,

        // The slots of the service's limit. Nothing of them is written to the log, and so the server empties their table when it starts again
        // after a crash; the gate, which is always there, tells that from an account that never had any.
        """
        CREATE TABLE taskapi.gate (
            account text NOT NULL,
            verb text NOT NULL,
            set_at bigint NOT NULL,
            closed_until bigint NOT NULL,
            longest bigint NOT NULL,
            PRIMARY KEY (account, verb));
        CREATE UNLOGGED TABLE taskapi.slot (
            account text NOT NULL,
            verb text NOT NULL,
            number integer NOT NULL,
            set_at bigint NOT NULL,
            free_at bigint NOT NULL,
            owner text,
            token bigint,
            server_began timestamptz,
            PRIMARY KEY (account, verb, number)) WITH (fillfactor = 50);
        """,

        // How long tasks take, by what tells it; see DurationBook.
        """
        CREATE TABLE taskapi.duration (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account text NOT NULL,
            tasks text NOT NULL,
            ran_for bigint NOT NULL,
            ended_by bigint NOT NULL);
        CREATE INDEX duration_by_tasks ON taskapi.duration (account, tasks, number);
        """,

        // What is asked of a long ledger is found without reading all of it.
        """
        DROP INDEX taskapi.entry_by_source;
        CREATE INDEX entry_by_source ON taskapi.entry (account, source_path, intended_at) WHERE source_path IS NOT NULL;
        CREATE INDEX entry_by_time ON taskapi.entry (account, intended_at, number);
        CREATE INDEX entry_by_batch ON taskapi.entry (account, batch, number) WHERE batch IS NOT NULL;
        CREATE INDEX entry_by_model ON taskapi.entry (account, model, number);
        CREATE INDEX entry_by_status ON taskapi.entry (account, status, number) WHERE status <> 'Completed';
        CREATE INDEX entry_by_state ON taskapi.entry (account, state, number) WHERE state <> 'Accepted';
        CREATE INDEX entry_by_id_beginning ON taskapi.entry (account, task_id COLLATE "C") WHERE task_id IS NOT NULL;
        """,

        // What a saved file's bytes are known by.
        "ALTER TABLE taskapi.file ADD COLUMN sha256 text;",

        // What addresses in the input stand for; see GenRequest.Origins.
        "ALTER TABLE taskapi.entry ADD COLUMN origins text;",

        // Files that were uploaded, by their addresses and by their contents.
        """
        CREATE TABLE taskapi.upload (
            account text NOT NULL,
            host text NOT NULL,
            sha256 text NOT NULL,
            url text NOT NULL,
            path text NOT NULL,
            length bigint NOT NULL,
            media_type text NOT NULL,
            uploaded_at bigint NOT NULL,
            PRIMARY KEY (account, url));
        CREATE INDEX upload_by_content ON taskapi.upload (account, host, sha256, uploaded_at);
        """,

        // The tasks that the input came from; see GenTask.Parents.
        "ALTER TABLE taskapi.entry ADD COLUMN parents text;",
    ];

    /// <summary>Brings the database's tables to this version.</summary>
    /// <param name="connection">The database, open.</param>
    /// <param name="place">Where it is, for people.</param>
    /// <param name="version">An older version, for tests of the way from it.</param>
    /// <exception cref="GenServiceException">A newer TaskApi made them.</exception>
    public static async Task PrepareAsync(NpgsqlConnection connection, string place, int version = Version)
    {
        var session = new PostgresSession(connection);
        if (await ReadVersionAsync(session).ConfigureAwait(false) == version)
        {
            return;
        }

        NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Others may do the same at this moment: whoever waited here finds the work done.
            await session.ChangeAsync(Alone).ConfigureAwait(false);
            int found = await ReadVersionAsync(session).ConfigureAwait(false);
            if (found > version)
            {
                throw LedgerFailure.Newer(place, found, version);
            }

            // The right to make schemas is asked for even where there is one already.
            if (!await session.ValueAsync<bool>(HasSchema).ConfigureAwait(false))
            {
                await session.ChangeAsync("CREATE SCHEMA taskapi").ConfigureAwait(false);
            }

            for (int step = found; step < version; step++)
            {
                await session.ChangeAsync(Steps[step]).ConfigureAwait(false);
                await session.ChangeAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE taskapi.form SET version = {step + 1}")).ConfigureAwait(false);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    private static async Task<int> ReadVersionAsync(PostgresSession session) =>
        await session.ValueAsync<bool>(HasForm).ConfigureAwait(false)
            ? await session.ValueAsync<int>("SELECT version FROM taskapi.form").ConfigureAwait(false)
            : 0;
}
