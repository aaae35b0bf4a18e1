using System;
using System.IO;
using System.Net.Sockets;
using Npgsql;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>Says in words why a ledger's server cannot be used, and what to do; and which failures pass by themselves.</summary>
internal static class PostgresFailure
{
    /// <summary>True for a failure of the server or of the way to it.</summary>
    public static bool IsOfServer(Exception failure) => failure is NpgsqlException or TimeoutException or SocketException or IOException;

    /// <summary>True for a failure after which the same can work in a moment: the connection was lost, the server starts again or is busy.</summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        PostgresException refused =>
            IsServerBusy(failure) || IsConnectionLost(refused.SqlState)
                || refused.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        NpgsqlException { InnerException: { } inner } => IsOfServer(inner),
        _ => IsOfServer(failure) && failure is not NpgsqlException,
    };

    /// <summary>True when there is a server that cannot serve now: it starts, stops, or has too many connections.</summary>
    public static bool IsServerBusy(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.TooManyConnections,
    };

    /// <summary>The error that a user is told. Whoever meets it before a request leaves, sends nothing.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="place">Where the ledger is.</param>
    /// <param name="user">Who logs in.</param>
    public static GenServiceException Explain(Exception failure, string place, string? user) => LedgerFailure.Of(place, failure switch
    {
        PostgresException refused => ReasonOf(refused, user is null ? "the user" : $"the user '{user}'"),
        NpgsqlException { InnerException: SocketException unreachable } =>
            $"no server can be reached there ({unreachable.Message.TrimEnd('.')}). Check host and port, and that the server runs.",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            "the server does not answer. Check host and port, and that the server runs.",
        NpgsqlException { InnerException: IOException } or SocketException or IOException =>
            "the connection to the server was lost, and no new one could be made.",
        _ => $"{failure.Message.TrimEnd('.')}.",
    }, failure);

    // Class 08 is the connection; 25P03 ends a transaction whose client was silent, 57P05 a session.
    private static bool IsConnectionLost(string state) => state.StartsWith("08", StringComparison.Ordinal) || state is "25P03" or "57P05";

    private static string ReasonOf(PostgresException refused, string user) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword =>
            $"the server refuses the password of {user}. Give the right one beside the connection string, or in the environment variable PGPASSWORD.",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"the server does not let {user} in. Check the user's name, and what the server's pg_hba.conf allows.",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database. Create it (CREATE DATABASE), or check its name.",
        PostgresErrorCodes.InsufficientPrivilege => $"{user} lacks rights there. The first time the user needs the right to create the schema 'taskapi' in " +
            "the database (GRANT CREATE ON DATABASE), later to use it and its tables.",
        PostgresErrorCodes.DiskFull => "the server's disk is full. Make room, then go on.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "it is read-only: a standby server, or a database that is set so. Connect to the primary server.",
        PostgresErrorCodes.TooManyConnections => "the server has no connection left. Raise its max_connections, or run fewer workers.",
        PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown =>
            "the server is starting or stopping. Try again when it runs.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
            "its tables are gone. Somebody has removed the schema 'taskapi', or a part of it; a new session makes it again, empty.",
        _ => $"{refused.MessageText.TrimEnd('.')} ({refused.SqlState}).",
    };
}
