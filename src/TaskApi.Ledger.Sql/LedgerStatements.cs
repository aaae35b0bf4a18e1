namespace TaskApi.Ledger.Sql;

/// <summary>The statements of a ledger in a database. Their values are named like the columns.</summary>
internal sealed class LedgerStatements(SqlDialect dialect)
{
    /// <summary>Finds a request of a batch, its latest attempt.</summary>
    public const string OfRequest = "WHERE account = @account AND batch = @batch AND request_key = @request_key ORDER BY attempt DESC LIMIT 1";

    /// <summary>Finds a task's latest entry.</summary>
    public const string OfTask = "WHERE account = @account AND task_id = @task_id ORDER BY number DESC LIMIT 1";

    /// <summary>Finds an entry by its number.</summary>
    public const string OfNumber = "WHERE number = @number";

    /// <summary>Finds the entry that an intent has written.</summary>
    public const string OfToken = "WHERE intent_token = @intent_token";

    /// <summary>An account's entries from before a time.</summary>
    public const string Old = "account = @account AND intended_at < @before";

    /// <summary>Those of them that have ended.</summary>
    public const string OldAndClosed = Old + " AND (state IN ('Refused', 'Unsent') OR status IN ('Completed', 'Failed'))";

    /// <summary>Those of which nobody knows yet whether they were accepted.</summary>
    public const string OldAndDoubtful = OldByItself + " AND state IN ('Sending', 'Uncertain') AND state <> 'Accepted'";

    /// <summary>Those whose tasks have not ended.</summary>
    public const string OldAndRunning = OldByItself + " AND state = 'Accepted' AND status NOT IN ('Completed', 'Failed') AND status <> 'Completed'";

    private const string UploadColumns = "host, sha256, url, path, length, media_type, uploaded_at";

    // The open ones are few and have indexes of their own. A sum is in no index and leaves it to them to lead there.
    private const string OldByItself = "account = @account AND intended_at + 0 < @before";

    /// <summary>A request's first entry, or its next attempt; nothing when there is one already.</summary>
    public string Add { get; } =
        $"""
        INSERT INTO {dialect.Entry} (account, endpoint, batch, request_key, attempt, previous, model, input, callback_url, key, source_path,
            source_line, owner, intended_at, state, problem, estimated_cost, origins, parents{(dialect.HasTokens ? ", intent_token" : "")})
        VALUES (@account, @endpoint, @batch, @request_key, @attempt, @previous, @model, @input, @callback_url, @key, @source_path,
            @source_line, @owner, {dialect.Now}, 'Sending', NULL, @estimated_cost, @origins, @parents{(dialect.HasTokens ? ", @intent_token" : "")})
        ON CONFLICT DO NOTHING RETURNING number, intended_at
        """;

    /// <summary>A request of a batch that is not sent; nothing where there is one already.</summary>
    public string SetAside { get; } =
        $"""
        INSERT INTO {dialect.Entry} (account, endpoint, batch, request_key, attempt, previous, model, input, callback_url, key, source_path,
            source_line, owner, intended_at, state, problem, origins, parents{(dialect.HasTokens ? ", intent_token" : "")})
        VALUES (@account, @endpoint, @batch, @request_key, @attempt, @previous, @model, @input, @callback_url, @key, @source_path,
            @source_line, @owner, {dialect.Now}, @state, @problem, @origins, @parents{(dialect.HasTokens ? ", @intent_token" : "")})
        ON CONFLICT DO NOTHING
        """;

    /// <summary>What a batch has spent or set aside, held until the transaction ends.</summary>
    public string HoldMoney { get; } = BatchMoney.Hold(dialect.Prefix);

    /// <summary>What was refused or never sent is sent again under its number, by one worker.</summary>
    public string Renew { get; } =
        $"""
        UPDATE {dialect.Entry} SET state = 'Sending', problem = NULL, owner = @owner, intended_at = {dialect.Now}, model = @model, input = @input,
            callback_url = @callback_url, source_path = @source_path, source_line = @source_line, origins = @origins, parents = @parents,
            estimated_cost = @estimated_cost{(dialect.HasTokens ? ", intent_token = @intent_token" : "")}
        WHERE number = @number AND (state IN ('Refused', 'Unsent'){(dialect.HasTokens ? " OR (state = 'Sending' AND intent_token = @intent_token)" : "")})
        """;

    /// <summary>
    /// What became of a request. Only its own worker may say it, or who speaks for that worker when it is gone; and an accepted one stays so,
    /// whatever somebody believes who looked earlier.
    /// </summary>
    public string Settle { get; } =
        $"""
        UPDATE {dialect.Entry} SET state = @state, problem = @problem, estimated_cost = @estimated_cost, task_id = @task_id, kind = @kind,
            status = @status, cost = @cost, submitted_at = @submitted_at, completed_at = @completed_at, error = @error, outputs = @outputs
        WHERE number = @number AND owner = @owner AND (state <> 'Accepted' OR @state = 'Accepted')
        """;

    /// <summary>A task's state. What has ended stays ended, whichever answer is written last.</summary>
    public string Note { get; } =
        $"""
        UPDATE {dialect.Entry} SET kind = @kind, status = @status, cost = coalesce(@cost, cost), completed_at = @completed_at, error = @error,
            outputs = @outputs
        WHERE account = @account AND task_id = @task_id AND (@status IN ('Completed', 'Failed') OR status NOT IN ('Completed', 'Failed'))
        """;

    /// <summary>A saved file; the last time counts.</summary>
    public string NoteFile { get; } =
        $"""
        INSERT INTO {dialect.File} (account, task_id, output, path, length, media_type, sha256, saved_at)
        VALUES (@account, @task_id, @output, @path, @length, @media_type, @sha256, {dialect.Now})
        ON CONFLICT (account, task_id, output)
            DO UPDATE SET path = excluded.path, length = excluded.length, media_type = excluded.media_type, sha256 = excluded.sha256,
                saved_at = excluded.saved_at
        """;

    /// <summary>A saved file by its task and place.</summary>
    public string FindFile { get; } =
        $"SELECT task_id, output, path, length, media_type, sha256 FROM {dialect.File} WHERE account = @account AND task_id = @task_id AND output = @output";

    /// <summary>An uploaded file; an address that comes twice is of its last content.</summary>
    public string NoteUpload { get; } =
        $"""
        INSERT INTO {dialect.Upload} (account, host, sha256, url, path, length, media_type, uploaded_at)
        VALUES (@account, @host, @sha256, @url, @path, @length, @media_type, {dialect.Now})
        ON CONFLICT (account, url) DO UPDATE SET host = excluded.host, sha256 = excluded.sha256, path = excluded.path, length = excluded.length,
            media_type = excluded.media_type, uploaded_at = excluded.uploaded_at
        """;

    /// <summary>The last upload of a content.</summary>
    public string FindUpload { get; } =
        $"SELECT {UploadColumns} FROM {dialect.Upload} WHERE account = @account AND host = @host AND sha256 = @sha256 ORDER BY uploaded_at DESC LIMIT 1";

    /// <summary>The upload that an address is of.</summary>
    public string FindUploadOf { get; } = $"SELECT {UploadColumns} FROM {dialect.Upload} WHERE account = @account AND url = @url";

    /// <summary>How long a task took, in milliseconds; what is older than enough others of its name goes.</summary>
    public string NoteDuration { get; } =
        $"""
        INSERT INTO {dialect.Duration} (account, tasks, ran_for, ended_by) VALUES (@account, @tasks, @ran_for, @ended_by);
        DELETE FROM {dialect.Duration} WHERE account = @account AND tasks = @tasks AND number <=
            (SELECT number FROM {dialect.Duration} WHERE account = @account AND tasks = @tasks ORDER BY number DESC LIMIT 1 OFFSET @most)
        """;

    /// <summary>How long tasks of a name took, the last first.</summary>
    public string ListDurations { get; } =
        $"SELECT ran_for, ended_by FROM {dialect.Duration} WHERE account = @account AND tasks = @tasks ORDER BY number DESC LIMIT @most";

    /// <summary>Entries.</summary>
    /// <param name="where">Which, and in what order.</param>
    public string Select(string where) => $"SELECT {EntryRow.Columns} FROM {dialect.Entry} AS entry {where}";

    /// <summary>How many entries there are.</summary>
    /// <param name="condition">Which.</param>
    public string Count(string condition) => $"SELECT count(*) FROM {dialect.Entry} WHERE {condition}";

    /// <summary>Entries that a query asks for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="values">Gets its values.</param>
    public string List(LedgerQuery query, SqlValues values) => Select(ListConditions.Of(query, dialect, values));

    /// <summary>How many entries a query asks for, and when the last of them was written down.</summary>
    /// <param name="query">The query.</param>
    /// <param name="values">Gets its values.</param>
    public string CountUp(LedgerQuery query, SqlValues values) =>
        $"SELECT count(*), max(intended_at) FROM {dialect.Entry} AS entry {ListConditions.Which(query, dialect, values)}";

    /// <summary>The names of an account's batches, the one that was sent last first. Where each ends is found without reading the batch.</summary>
    public string BatchNames { get; } =
        $"""
        SELECT batch FROM {dialect.Prefix}batch_money AS money WHERE account = @account
        ORDER BY (SELECT max(number) FROM {dialect.Entry} AS entry WHERE entry.account = money.account AND entry.batch = money.batch) DESC LIMIT @last
        """;

    /// <summary>Batches summed up.</summary>
    /// <param name="isOne">One batch; all of the account's otherwise.</param>
    public string SumUp(bool isOne) => BatchSum.Sql(dialect.Entry, isOne);

    /// <summary>What forgets entries, in this order. An attempt that stays must not point at one that is gone.</summary>
    /// <param name="condition">Which.</param>
    public string[] Forget(string condition) =>
    [
        $"DELETE FROM {dialect.File} WHERE account = @account AND task_id IN (SELECT task_id FROM {dialect.Entry} WHERE {condition})",
        $"UPDATE {dialect.Entry} SET previous = NULL WHERE previous IN (SELECT number FROM {dialect.Entry} WHERE {condition})",
        $"DELETE FROM {dialect.Entry} WHERE {condition}",
        BatchMoney.Forget(dialect.Prefix),
        $"DELETE FROM {dialect.Upload} WHERE account = @account AND uploaded_at < @before",
    ];
}
