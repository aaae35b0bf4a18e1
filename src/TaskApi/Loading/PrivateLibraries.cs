using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace TaskApi.Loading;

/// <summary>
/// Loads the module's libraries from <c>bin/deps</c>: on PowerShell 7 into a context of their own, so that no other module's version of
/// a library can clash with ours; on Windows PowerShell, which has no such contexts, by name from the same folder.
/// </summary>
internal static class PrivateLibraries
{
    // The only names that code outside the private context asks for.
    private const string OwnPrefix = "TaskApi.";

    // Most sessions write no report: what that takes is in a folder of its own, and is loaded when its own library is first asked for.
    private const string Reporting = "TaskApi.Reporting";
    private const string ReportingFolder = "reporting";

    // The one that asks for a native library, by this name.
    private const string NativeUser = "SQLitePCLRaw.provider.e_sqlite3";
    private const string Native = "e_sqlite3";

    // What keeps a ledger, and the libraries that only it needs: loaded when one is opened, not by import or Tab.
    private const string LedgerPrefix = "TaskApi.Ledger.";

    private static readonly string[] LedgerLibraries = [LedgerPrefix, "Microsoft.Data.Sqlite", "SQLitePCLRaw."];

    private static readonly object Gate = new();
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(PrivateLibraries).Assembly.Location)!, "deps");
    private static readonly string NativeFolder = Path.Combine(Folder, "native");

    // One per process: an assembly can be in a context only once, and re-imports use the same.
    private static bool s_isRegistered;
    private static object? s_context;
    private static bool s_hasLedgers;

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
            if (RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
            {
                AppDomain.CurrentDomain.AssemblyResolve += static (_, wanted) => LoadByName(new AssemblyName(wanted.Name));
            }
            else
            {
                RegisterContext();
            }
        }
    }

    /// <summary>Loads libraries that most sessions never need, from a folder beside the others.</summary>
    /// <param name="folder">The folder's name.</param>
    /// <param name="library">The library that is wanted; the folder holds what it needs.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Assembly LoadMore(string folder, string library)
    {
        lock (Gate)
        {
            var context = (AssemblyLoadContext)(s_context ??= CreateContext());
            LoadAll(context, Path.Combine(Folder, folder), static _ => true);
            return context.LoadFromAssemblyName(new AssemblyName(library));
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

    // Kept out of Register: Windows PowerShell must not meet AssemblyLoadContext, which its framework lacks.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RegisterContext() =>
        AssemblyLoadContext.Default.Resolving += static (_, name) => name.Name!.StartsWith(OwnPrefix, StringComparison.Ordinal) ? LoadPrivately(name) : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Assembly? LoadPrivately(AssemblyName name)
    {
        if (name.Name == Reporting)
        {
            return LoadMore(ReportingFolder, Reporting);
        }

        lock (Gate)
        {
            var context = (AssemblyLoadContext)(s_context ??= CreateContext());
            if (!s_hasLedgers && name.Name!.StartsWith(LedgerPrefix, StringComparison.Ordinal))
            {
                s_hasLedgers = true;
                LoadAll(context, Folder, IsForLedgers);
            }

            return File.Exists(Path.Combine(Folder, name.Name + ".dll")) ? context.LoadFromAssemblyName(name) : null;
        }
    }

    /// <summary>
    /// A context that holds the libraries already: what it holds, it finds before it asks the default context. A derived class could say
    /// the same in its Load method, but a type with a base that Windows PowerShell lacks would break the import there.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AssemblyLoadContext CreateContext()
    {
        var context = (AssemblyLoadContext)Activator.CreateInstance(typeof(AssemblyLoadContext), "TaskApi", false)!;
        NativeLibraries.Serve(context, NativeFolder);
        LoadAll(context, Folder, static name => !IsForLedgers(name));
        return context;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadAll(AssemblyLoadContext context, string folder, Func<string, bool> isWanted)
    {
        Dictionary<string, string> platform = PlatformLibraries();
        foreach (string path in Directory.GetFiles(folder, "*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (isWanted(name) && (!platform.TryGetValue(name, out string? shared) || IsNewer(path, shared)))
            {
                context.LoadFromAssemblyPath(path);
            }
        }
    }

    private static bool IsForLedgers(string library) => Array.Exists(LedgerLibraries, own => library.StartsWith(own, StringComparison.Ordinal));

    /// <summary>The libraries of the running .NET (and of the host itself), which need not be loaded twice.</summary>
    private static Dictionary<string, string> PlatformLibraries()
    {
        var libraries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string list)
        {
            foreach (string path in list.Split(Path.PathSeparator))
            {
                libraries[Path.GetFileNameWithoutExtension(path)] = path;
            }
        }

        return libraries;
    }

    private static bool IsNewer(string ours, string theirs) => AssemblyName.GetAssemblyName(ours).Version > AssemblyName.GetAssemblyName(theirs).Version;
}
