using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>
/// Runs something as a user to whom the rights of files mean something: to the superuser they do not. On Linux a single thread can be
/// somebody else as far as files are concerned.
/// </summary>
internal static class OtherUser
{
    private const uint Nobody = 65534;

    public static void Run(Action work)
    {
        if (Environment.UserName != "root")
        {
            work();
            return;
        }

        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // Ends with the thread.
                _ = SetFileUser(Nobody);
                work();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileUser(uint user);
}
