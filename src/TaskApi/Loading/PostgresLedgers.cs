using System;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace TaskApi.Loading;

/// <summary>
/// Opens ledgers in PostgreSQL databases. The library for them needs a newer .NET than the module's face may ask for, so that it is found by
/// its name, and loaded with the database's client the first time somebody wants it.
/// </summary>
internal static class PostgresLedgers
{
    // The database's client is made for it; PowerShell 7.4 brings it.
    private const int OldestNet = 8;

    private const string Library = "TaskApi.Ledger.Postgres";

    // Either word names the host; a path has a separator before it, or none of these.
    private static readonly Regex HostPart = new(@"^(?:[\w ]+=[^;]*;)*\s*(?:host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Lazy<MethodInfo> Opener = new(static () => Find("PostgresLedger", [typeof(string), typeof(string), typeof(string)]));
    private static readonly Lazy<MethodInfo> SlotsOpener =
        new(static () => Find("PostgresSlotStore", [typeof(string), typeof(string), typeof(string), typeof(string)]));

    /// <summary>Opens a ledger; its tables are made if they are not there.</summary>
    /// <param name="connectionString">Where it is, for example <c>Host=db.example.org;Database=genai;Username=me</c>.</param>
    /// <param name="user">Who logs in; null for what the string or the environment (<c>PGUSER</c>) says.</param>
    /// <param name="password">The password; null for the string's, or the environment's (<c>PGPASSWORD</c>, <c>PGPASSFILE</c>).</param>
    /// <exception cref="GenServiceException">The server or the database cannot be used, or this PowerShell is too old. Nothing was sent.</exception>
    public static ILedger Open(string connectionString, string? user = null, string? password = null) =>
        (ILedger)Call(Opener, connectionString, user, password);

    /// <summary>Opens the slots that an account has in a ledger. Nothing is asked of the server yet.</summary>
    /// <param name="connectionString">Where the ledger is.</param>
    /// <param name="user">Who logs in.</param>
    /// <param name="password">The password.</param>
    /// <param name="account">The account's name in the ledger.</param>
    /// <exception cref="GenServiceException">The connection string cannot be read, or this PowerShell is too old. Nothing was sent.</exception>
    public static ISlotStore OpenSlots(string connectionString, string? user, string? password, string account) =>
        (ISlotStore)Call(SlotsOpener, connectionString, user, password, account);

    /// <summary>True for what names a database, not a file: one of its parts, such as Host=db.example.org, says the host.</summary>
    public static bool IsConnectionString(string text) => HostPart.IsMatch(text);

    /// <summary>Refuses a .NET that cannot load the library. That of Windows PowerShell says 4.</summary>
    internal static void RefuseOldNet(Version version)
    {
        if (version.Major < OldestNet)
        {
            throw new GenServiceException(
                GenErrorCode.LedgerFailed,
                "A ledger in PostgreSQL needs PowerShell 7.4 or later; this one is older. Nothing was sent. Use that PowerShell, or a ledger in a file: " +
                "Connect-GenService -Ledger PATH.");
        }
    }

    private static MethodInfo Find(string type, Type[] parameters) =>
        PrivateContext.LoadMore("postgres", Library).GetType(Library + "." + type, throwOnError: true)!.GetMethod("Open", parameters)!;

    private static object Call(Lazy<MethodInfo> open, params object?[] values)
    {
        RefuseOldNet(Environment.Version);
        try
        {
            return open.Value.Invoke(null, values)!;
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }
}
