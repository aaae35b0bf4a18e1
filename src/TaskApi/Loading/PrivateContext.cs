using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace TaskApi.Loading;

/// <summary>
/// The load context of the module's libraries, on PowerShell 7. Windows PowerShell's framework lacks such contexts: all that names them is
/// in this type, which is never come into there, nor compiled into another (a test sees to it).
/// </summary>
internal static class PrivateContext
{
    // The only names that code outside the private context asks for.
    private const string OwnPrefix = "TaskApi.";

    // Most sessions write no report: what that takes is in a folder of its own, and is loaded when its own library is first asked for.
    private const string Reporting = "TaskApi.Reporting";

    // What keeps a ledger, and the libraries that only it needs: loaded when one is opened, not by import or Tab.
    private const string LedgerPrefix = "TaskApi.Ledger.";

    private static readonly string[] LedgerLibraries = [LedgerPrefix, "Microsoft.Data.Sqlite", "SQLitePCLRaw."];

    private static readonly object Gate = new();

    // One per process: an assembly can be in a context only once, and re-imports use the same.
    // No field says what it is: a runtime that loads the types of fields with the type, as Mono does, could not import the module.
    private static object? s_context;
    private static bool s_hasLedgers;

    /// <summary>Answers the questions of .NET's own context for the module's libraries from now on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Register() =>
        AssemblyLoadContext.Default.Resolving += static (_, name) => name.Name!.StartsWith(OwnPrefix, StringComparison.Ordinal) ? LoadPrivately(name) : null;

    /// <summary>Loads libraries that most sessions never need, from a folder beside the others.</summary>
    /// <param name="folder">The folder's name.</param>
    /// <param name="library">The library that is wanted; the folder holds what it needs.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Assembly LoadMore(string folder, string library)
    {
        lock (Gate)
        {
            var context = (AssemblyLoadContext)(s_context ??= CreateContext());
            LoadAll(context, Path.Combine(PrivateLibraries.Folder, folder), static _ => true);
            return context.LoadFromAssemblyName(new AssemblyName(library));
        }
    }

    private static Assembly? LoadPrivately(AssemblyName name)
    {
        if (name.Name == Reporting)
        {
            return LoadMore(PrivateLibraries.ReportingFolder, Reporting);
        }

        lock (Gate)
        {
            var context = (AssemblyLoadContext)(s_context ??= CreateContext());
            if (!s_hasLedgers && name.Name!.StartsWith(LedgerPrefix, StringComparison.Ordinal))
            {
                s_hasLedgers = true;
                LoadAll(context, PrivateLibraries.Folder, IsForLedgers);
            }

            return File.Exists(Path.Combine(PrivateLibraries.Folder, name.Name + ".dll")) ? context.LoadFromAssemblyName(name) : null;
        }
    }

    /// <summary>
    /// A context that holds the libraries already: what it holds, it finds before it asks the default context. A derived class could say
    /// the same in its Load method, but a type with a base that Windows PowerShell lacks would break the import there.
    /// </summary>
    private static AssemblyLoadContext CreateContext()
    {
        var context = (AssemblyLoadContext)Activator.CreateInstance(typeof(AssemblyLoadContext), "TaskApi", false)!;
        typeof(AssemblyLoadContext).GetEvent("ResolvingUnmanagedDll")!.AddEventHandler(
            context, new Func<Assembly, string, IntPtr>(static (_, name) => NativeLibraries.Load(name, PrivateLibraries.NativeFolder)));
        LoadAll(context, PrivateLibraries.Folder, static name => !IsForLedgers(name));
        return context;
    }

    private static void LoadAll(AssemblyLoadContext context, string folder, Func<string, bool> isWanted)
    {
        HashSet<string> platform = PlatformLibraries();
        foreach (string path in Directory.GetFiles(folder, "*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (isWanted(name) && !platform.Contains(name))
            {
                string compiled = Path.Combine(folder, PrivateLibraries.CompiledFolder, NativeLibraries.Machine, name + ".dll");
                context.LoadFromAssemblyPath(File.Exists(compiled) ? compiled : path);
            }
        }
    }

    private static bool IsForLedgers(string library) => Array.Exists(LedgerLibraries, own => library.StartsWith(own, StringComparison.Ordinal));

    /// <summary>
    /// The libraries of the running .NET, which need not be loaded twice: what we have of them is for .NET Framework, and no newer than the
    /// oldest .NET that the module runs on (a test sees to it). To compare versions here would take half of the import.
    /// </summary>
    private static HashSet<string> PlatformLibraries()
    {
        var libraries = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string list)
        {
            foreach (string path in list.Split(Path.PathSeparator))
            {
                string name = Path.GetFileNameWithoutExtension(path);

                // The others are the host's own, of which nobody knows how old they are.
                if (name.StartsWith("System.", StringComparison.OrdinalIgnoreCase) || name == "Microsoft.CSharp")
                {
                    _ = libraries.Add(name);
                }
            }
        }

        return libraries;
    }
}
