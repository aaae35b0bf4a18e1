using System;
using System.IO;
using System.Management.Automation;
using System.Net;
using System.Runtime.InteropServices;
using TaskApi.Binding;
using TaskApi.Ledger.Sqlite;
using TaskApi.Loading;

namespace TaskApi.Session;

/// <summary>Where a session keeps its ledger, and how to open it there. Nothing is opened before it is needed.</summary>
/// <param name="Ledger">Opens the ledger; null for none.</param>
/// <param name="Slots">Where the processes that use it share their accounts' slots; null where there is nobody to share with.</param>
internal sealed record LedgerPlace(Func<ILedger>? Ledger, SlotPlace? Slots)
{
    private const string Variable = "TASKAPI_LEDGER";
    private const string NoLedger = "None";

    /// <summary>No ledger.</summary>
    public static LedgerPlace None { get; } = new(null, null);

    /// <summary>A ledger that ends with the session, as the emulator's tasks do.</summary>
    public static LedgerPlace InMemory { get; } = new(SqliteLedger.InMemory, null);

    /// <summary>The place that the user names: a file, a PostgreSQL database, or none.</summary>
    /// <param name="given">A path, a connection string, or "None".</param>
    /// <param name="paths">What knows the current location and the drives.</param>
    /// <param name="login">Who logs in to the database; null for what the connection string or the environment says.</param>
    /// <exception cref="GenServiceException">The path leads nowhere.</exception>
    public static LedgerPlace Of(string given, PathIntrinsics paths, PSCredential? login) =>
        Named(given, login) ?? File(FileSystemPath.Resolve(given, paths,
            (reason, failure) => Unusable(given, given.IndexOf('=') < 0 ? reason : "it is no path and no connection string.", failure)));

    /// <summary>The place that the environment names, or the user's own file.</summary>
    /// <exception cref="GenServiceException">The environment names no full path, or there is no place for the user's own.</exception>
    public static LedgerPlace OfEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            return File(Path.Combine(StateFolder(), "TaskApi", "ledger.db"));
        }

        // A variable outlives the location in which it was set, and the process has another one than PowerShell.
        return Named(text, null) ?? (Path.IsPathRooted(text) ? File(text)
            : throw Unusable(text, $"the path is relative. The environment variable {Variable} needs a full one.", null));
    }

    /// <summary>Puts the place into a session's settings.</summary>
    public GenSessionSettings In(GenSessionSettings settings) => settings with { Ledger = Ledger, Slots = Slots };

    private static LedgerPlace? Named(string text, PSCredential? login)
    {
        if (text.Equals(NoLedger, StringComparison.OrdinalIgnoreCase))
        {
            return None;
        }

        return PostgresLedgers.IsConnectionString(text) ? Database(text, login?.GetNetworkCredential()) : null;
    }

    private static LedgerPlace File(string path) =>
        new(() => SqliteLedger.Open(path), new SlotPlace(path, account => SqliteSlotStore.Open(path + ".slots", account), CanDoWithout: true));

    private static LedgerPlace Database(string connectionString, NetworkCredential? login) => new(
        () => PostgresLedgers.Open(connectionString, login?.UserName, login?.Password),
        new SlotPlace(connectionString, account => PostgresLedgers.OpenSlots(connectionString, login?.UserName, login?.Password, account),
            CanDoWithout: false));

    /// <summary>Where the platform has programs keep what they remember between runs.</summary>
    private static string StateFolder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string folder = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? Path.Combine(home, "Library", "Application Support")
            : string.IsNullOrEmpty(state) || !Path.IsPathRooted(state) ? Path.Combine(home, ".local", "state")
            : state;
        return Path.IsPathRooted(folder)
            ? folder
            : throw new GenServiceException(GenErrorCode.LedgerFailed,
                $"There is no folder for the ledger, because this user has no home. Nothing was sent. Name a file with Connect-GenService -Ledger PATH or " +
                $"the environment variable {Variable}, or None for no ledger.");
    }

    // What is nearly a connection string may hold a password.
    private static GenServiceException Unusable(string text, string reason, Exception? failure) =>
        new(GenErrorCode.LedgerFailed, $"The ledger{(text.IndexOf('=') < 0 ? $" '{text}'" : "")} cannot be used: {reason.TrimEnd()} Nothing was sent. Give a " +
            "file's path, a connection string such as 'Host=db.example.org;Database=genai', or None for no ledger.", failure);
}
