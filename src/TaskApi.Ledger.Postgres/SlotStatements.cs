namespace TaskApi.Ledger.Postgres;

/// <summary>
/// The statements of a store of slots. A slot that is taken is one whose <c>free_at</c> lies as far ahead as its request can arrive: it
/// comes back by itself, whatever becomes of who has it. <c>set_at</c> is when that was decided.
/// </summary>
/// <param name="now">The moment by the server's clock.</param>
internal sealed class SlotStatements(string now)
{
    // Of the verb's slots, those that this store knows of.
    private const string Slots = "taskapi.slot WHERE account = @account AND verb = @verb AND number < @slots";

    // More than a clock is ever set back by a little; what was set so much later than now was set by another clock.
    private const int OtherClock = 60_000;

    /// <summary>Begins the change that <see cref="Enter"/> is, and ends it: what it writes must outlive a crash.</summary>
    public const string Begin = "BEGIN; SET LOCAL synchronous_commit = on";

    /// <summary>See <see cref="Begin"/>.</summary>
    public const string Commit = "COMMIT";

    /// <summary>
    /// Makes what an account needs for a verb. Slots of an account that had some before were lost in a crash of the server, with all that
    /// was known of who has them: they rest until the slowest request must have arrived.
    /// </summary>
    public string Enter { get; } =
        $"""
        WITH before AS (SELECT FROM taskapi.gate WHERE account = @account AND verb = @verb AND longest > 0),
        entered AS (
            INSERT INTO taskapi.gate AS g (account, verb, set_at, closed_until, longest) VALUES (@account, @verb, {now}, 0, @longest)
            ON CONFLICT (account, verb) DO UPDATE SET longest = greatest(g.longest, excluded.longest)
            RETURNING longest)
        INSERT INTO taskapi.slot (account, verb, number, set_at, free_at)
        SELECT @account, @verb, number, {now}, CASE WHEN EXISTS (SELECT FROM before) THEN {now} + longest ELSE 0 END
        FROM entered, generate_series(0, @slots - 1) AS number
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// Takes a slot. When the answer is lost and the same is asked again, the slot is found by its token. Answers whether there is one, how
    /// many slots there are, and when the next becomes free or the gate opens.
    /// </summary>
    public string Take { get; } =
        $"""
        WITH mine AS (SELECT number FROM {Slots} AND token = @token),
        gate AS (SELECT closed_until FROM taskapi.gate WHERE account = @account AND verb = @verb AND closed_until > {now}),
        free AS (
            SELECT number FROM {Slots} AND free_at <= {now}
                AND NOT EXISTS (SELECT FROM mine) AND NOT EXISTS (SELECT FROM gate) AND (SELECT count(*) FROM {Slots} AND free_at <= {now}) > @spare
            ORDER BY free_at, number LIMIT 1 FOR UPDATE SKIP LOCKED),
        taken AS (
            UPDATE taskapi.slot AS s
            SET owner = @owner, token = @token, server_began = pg_postmaster_start_time(), set_at = {now}, free_at = {now} + @longest
            FROM free WHERE s.account = @account AND s.verb = @verb AND s.number = free.number
            RETURNING s.number)
        SELECT EXISTS (SELECT FROM mine) OR EXISTS (SELECT FROM taken), (SELECT count(*) FROM {Slots}),
            coalesce((SELECT closed_until FROM gate), (SELECT min(free_at) FROM {Slots} AND free_at > {now}), 0) - {now}
        """;

    /// <summary>Gives slots back, each after its rest; one that was given back before, or is somebody else's by now, stays as it is.</summary>
    public string Release { get; } =
        $"""
        UPDATE taskapi.slot AS s SET owner = NULL, token = NULL, set_at = {now}, free_at = {now} + released.rest
        FROM unnest(@tokens, @rests) AS released (token, rest) WHERE s.account = @account AND s.token = released.token
        """;

    /// <summary>Closes the gate. Answers whether it was open.</summary>
    public string Close { get; } =
        $"""
        WITH before AS (SELECT closed_until > {now} AS is_closed FROM taskapi.gate WHERE account = @account AND verb = @verb FOR UPDATE)
        UPDATE taskapi.gate SET set_at = {now}, closed_until = greatest(closed_until, {now} + @ban)
        FROM before WHERE account = @account AND verb = @verb
        RETURNING NOT before.is_closed
        """;

    /// <summary>
    /// Those who have slots and whose lock is free: the connection that held it has ended, but not with the server, whose end frees the locks
    /// of the living too.
    /// </summary>
    public string Missing { get; } =
        $"""
        SELECT name FROM (SELECT DISTINCT owner AS name FROM {Slots} AND owner <> @owner AND server_began = pg_postmaster_start_time() OFFSET 0) AS holder
        WHERE pg_try_advisory_xact_lock({PostgresPresence.LockOfName})
        """;

    /// <summary>What the dead had comes back after the rest of a request without an answer.</summary>
    public string Inherit { get; } =
        $"""
        UPDATE taskapi.slot SET owner = NULL, token = NULL, set_at = {now}, free_at = least(free_at, {now} + @rest)
        WHERE account = @account AND verb = @verb AND owner = ANY(@gone)
        """;

    /// <summary>Where the server's clock was set back, times still count from now.</summary>
    public string Reset { get; } =
        $"""
        WITH gate AS (
            UPDATE taskapi.gate SET set_at = {now}, closed_until = {now} + closed_until - set_at
            WHERE account = @account AND verb = @verb AND set_at > {now} + {OtherClock})
        UPDATE taskapi.slot SET set_at = {now}, free_at = {now} + free_at - set_at WHERE account = @account AND verb = @verb AND set_at > {now} + {OtherClock}
        """;
}
