using System;
using System.IO;
using System.Runtime.InteropServices;

namespace TaskApi.Ledger.Sqlite;

/// <summary>A ledger's file: prompts and results are its owner's business alone.</summary>
internal static class PrivateFile
{
    private const uint OwnerReadsAndWrites = 0x180; // 0600
    private const uint OwnerOnly = 0x1C0; // 0700

    private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Makes an empty file that only its owner may read, if there is none. On Windows the user's folder has such rights already.</summary>
    /// <exception cref="GenServiceException">The folder or the file cannot be made.</exception>
    public static void Create(string path)
    {
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                Restrict(folder, OwnerOnly);
            }

            if (!File.Exists(path))
            {
                // SQLite gives its -wal and -shm files the rights of the file itself.
                new FileStream(path, FileMode.CreateNew).Dispose();
                Restrict(path, OwnerReadsAndWrites);
            }
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was quicker.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new GenServiceException(GenErrorCode.LedgerFailed,
                $"The ledger {path} cannot be made: {failure.Message} Nothing was sent. Name another file with Connect-GenService -Ledger PATH.", failure);
        }
    }

    private static void Restrict(string path, uint mode)
    {
        if (!IsWindows && ChangeMode(path, mode) != 0)
        {
            throw new IOException($"The rights of '{path}' cannot be set.");
        }
    }

    [DllImport("libc", EntryPoint = "chmod", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeMode(string path, uint mode);
}
