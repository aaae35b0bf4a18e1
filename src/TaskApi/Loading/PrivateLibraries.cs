using System;
using System.IO;
using System.Reflection;

namespace TaskApi.Loading;

/// <summary>
/// Loads the module's libraries from <c>bin/deps</c>: on PowerShell 7 into a context of their own (<see cref="PrivateContext"/>), so that no
/// other module's version of a library can clash with ours; on Windows PowerShell, which has no such contexts, by name from the same folder.
/// </summary>
internal static class PrivateLibraries
{
    /// <summary>The folder of what writes reports, in <see cref="Folder"/>. Most sessions write none.</summary>
    public const string ReportingFolder = "reporting";

    /// <summary>
    /// The folder of the same libraries, compiled ahead for a .NET and a kind of machine, one folder for each. The published module has it.
    /// </summary>
    public const string CompiledFolder = "compiled";

    // The one that asks for a native library, by this name.
    private const string NativeUser = "SQLitePCLRaw.provider.e_sqlite3";
    private const string Native = "e_sqlite3";

    private static readonly object Gate = new();
    private static bool s_isRegistered;

    /// <summary>Where the libraries are.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(typeof(PrivateLibraries).Assembly.Location)!, "deps");

    /// <summary>Where native libraries are, in a folder for each kind of machine.</summary>
    public static string NativeFolder { get; } = Path.Combine(Folder, "native");

    /// <summary>Answers .NET's questions for the libraries from now on. Does so once per process.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (s_isRegistered)
            {
                return;
            }

            s_isRegistered = true;

            // .NET Framework's own library, and Mono's, which is made after it.
            if (typeof(object).Assembly.GetName().Name == "mscorlib")
            {
                AppDomain.CurrentDomain.AssemblyResolve += static (_, wanted) => LoadByName(new AssemblyName(wanted.Name));
            }
            else
            {
                PrivateContext.Register();
            }
        }
    }

    private static Assembly? LoadByName(AssemblyName name)
    {
        string path = Path.Combine(Folder, name.Name + ".dll");
        if (!File.Exists(path))
        {
            path = Path.Combine(Folder, ReportingFolder, name.Name + ".dll");
        }

        if (name.Name == NativeUser)
        {
            NativeLibraries.LoadOnFramework(Native, NativeFolder);
        }

        return File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }
}
