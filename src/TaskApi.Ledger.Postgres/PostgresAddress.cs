using System;
using System.Globalization;
using Npgsql;

namespace TaskApi.Ledger.Postgres;

/// <summary>Reads the connection string of a ledger. A password can be in it, so that nothing of it is ever repeated but host, port and database.</summary>
internal static class PostgresAddress
{
    // What the client takes when a connection string says nothing.
    private const int UsualPoolSize = 100;

    // A ledger writes for milliseconds: ten workers must not use up a server's hundred connections.
    private const int PoolSize = 10;

    // Networks forget connections that are silent for minutes, without a word to either end.
    private const int KeepAliveSeconds = 30;

    /// <summary>The connection string's parts, with what the ledger adds.</summary>
    /// <param name="connectionString">For example <c>Host=db.example.org;Database=genai;Username=me</c>.</param>
    /// <param name="user">Who logs in; null for what the string or the environment (<c>PGUSER</c>) says.</param>
    /// <param name="password">The password; null for the string's, or the environment's (<c>PGPASSWORD</c>, <c>PGPASSFILE</c>).</param>
    /// <exception cref="GenServiceException">It cannot be read.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString, string? user, string? password)
    {
        NpgsqlConnectionStringBuilder address;
        try
        {
            address = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            // The client's message, and so its exception, repeats a piece of the string, which can be one of the password.
            throw Unreadable();
        }

        if (string.IsNullOrWhiteSpace(address.Host))
        {
            throw Unreadable();
        }

        address.Username = user ?? address.Username;
        address.Password = password ?? address.Password;
        address.ApplicationName ??= "TaskApi";
        address.MaxPoolSize = address.MaxPoolSize == UsualPoolSize ? PoolSize : address.MaxPoolSize;
        address.TcpKeepAlive = true;
        address.TcpKeepAliveTime = KeepAliveSeconds;
        address.Enlist = false;
        address.PersistSecurityInfo = false;
        address.IncludeErrorDetail = false;
        return address;
    }

    /// <summary>Where the ledger is, for people.</summary>
    public static string PlaceOf(NpgsqlConnectionStringBuilder address) =>
        string.Format(CultureInfo.InvariantCulture, "postgresql://{0}:{1}/{2}", address.Host, address.Port, address.Database ?? address.Username);

    private static GenServiceException Unreadable() => new(
        GenErrorCode.LedgerFailed,
        "The ledger's connection string cannot be read. (It is not shown here, because a password can be in it.) It has the form " +
        "'Host=db.example.org;Port=5432;Database=genai;Username=me'; "
        + "a value with a semicolon stands in double quotes. Nothing was sent.");
}
