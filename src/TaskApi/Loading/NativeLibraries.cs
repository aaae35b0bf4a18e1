using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace TaskApi.Loading;

/// <summary>
/// Finds the native libraries of the private ones in <c>bin/deps/native</c>, one folder for each kind of machine. Nothing is loaded
/// before a private library asks for it.
/// </summary>
internal static class NativeLibraries
{
    // The types that netstandard2.0 lacks: they are reached by name, and only on .NET.
    private static readonly MethodInfo? LoadLibraryOnNet =
        typeof(object).Assembly.GetType("System.Runtime.InteropServices.NativeLibrary")?.GetMethod("TryLoad", [typeof(string), typeof(IntPtr).MakeByRefType()]);

    /// <summary>Answers a private context's questions for native libraries.</summary>
    /// <param name="context">The context.</param>
    /// <param name="folder">The folder that holds one folder for each kind of machine.</param>
    public static void Serve(AssemblyLoadContext context, string folder) =>
        typeof(AssemblyLoadContext).GetEvent("ResolvingUnmanagedDll")!.AddEventHandler(context,
            new Func<Assembly, string, IntPtr>((_, name) => Load(name, folder)));

    /// <summary>Loads a library for .NET Framework, which then finds it by its name.</summary>
    public static void LoadOnFramework(string name, string folder) => LoadLibrary(Path.Combine(folder, "win-" + Architecture, name + ".dll"));

    private static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X86 => "x86",
        _ => "other",
    };

    private static IntPtr Load(string name, string folder)
    {
        // Of the two kinds of Linux, only one's library loads.
        (string[] systems, string file) = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? (["win"], name + ".dll")
            : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? (["osx"], "lib" + name + ".dylib")
            : (new[] { "linux", "linux-musl" }, "lib" + name + ".so");
        foreach (string system in systems)
        {
            object?[] arguments = [Path.Combine(folder, system + "-" + Architecture, file), IntPtr.Zero];
            if (LoadLibraryOnNet?.Invoke(null, arguments) is true)
            {
                return (IntPtr)arguments[1]!;
            }
        }

        return IntPtr.Zero;
    }

    [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibrary(string path);
}
