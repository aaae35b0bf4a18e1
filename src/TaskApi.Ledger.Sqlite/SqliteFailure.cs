using Microsoft.Data.Sqlite;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Sqlite;

/// <summary>Says in words why a ledger's file cannot be used, and what to do.</summary>
internal static class SqliteFailure
{
    // The names are those of https://sqlite.org/rescode.html.
    private const int Perm = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>The error that a user is told. Whoever meets it before a request leaves, sends nothing.</summary>
    public static GenServiceException Explain(SqliteException failure, string place)
    {
        string reason = failure.SqliteErrorCode switch
        {
            Busy or Locked => "another program keeps it locked. Close that program, then go on.",
            ReadOnly or Perm => "it cannot be written: the file or its folder is read-only for this user. Change its permissions.",
            Corrupt or NotADatabase => "it is damaged, or no ledger. Move the file away (and its -wal and -shm files with it) to begin a new one; keep it, " +
                "because the ids of paid tasks can be in it.",
            Full => "the disk is full. Make room, then go on.",
            CannotOpen => "it cannot be opened. Check the path and the folder's permissions.",
            IoError => $"the disk failed ({failure.SqliteExtendedErrorCode}).",
            _ => $"{failure.Message.TrimEnd('.')}.",
        };
        return LedgerFailure.Of(place, reason, failure);
    }
}
