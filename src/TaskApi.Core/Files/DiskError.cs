using System.IO;

namespace TaskApi;

/// <summary>Tells what is wrong with a disk.</summary>
internal static class DiskError
{
    // What .NET gives on Windows: ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    // And elsewhere: the number of the system itself. ENOSPC is the same everywhere, EDQUOT on Linux and on macOS are not.
    private const int NoSpace = 28;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;

    /// <summary>True when there is no room left, or none that the user may have.</summary>
    public static bool IsFull(IOException failure) =>
        failure.HResult is WindowsHandleDiskFull or WindowsDiskFull or NoSpace or LinuxQuota or MacQuota;
}
