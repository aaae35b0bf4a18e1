using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TaskApi.Loading;

/// <summary>
/// Finds the native libraries of the private ones in <c>bin/deps/native</c>, one folder for each kind of machine. Nothing is loaded
/// before a private library asks for it.
/// </summary>
internal static class NativeLibraries
{
    /// <summary>What this process is made for, in .NET's words: <c>linux-x64</c>. One word serves both kinds of Linux.</summary>
    public static string Machine { get; } = SystemName() + "-" + Named(RuntimeInformation.ProcessArchitecture);

    /// <summary>Loads a library for .NET Framework, which then finds it by its name.</summary>
    public static void LoadOnFramework(string name, string folder) => LoadLibrary(FileOnFramework(name, folder, RuntimeInformation.ProcessArchitecture));

    /// <summary>Where a library is that .NET Framework can load.</summary>
    /// <param name="name">The library's name.</param>
    /// <param name="folder">The folder that holds one folder for each kind of machine.</param>
    /// <param name="process">What the process is made for, which the machine may run beside its own kind.</param>
    public static string FileOnFramework(string name, string folder, Architecture process) => Path.Combine(folder, "win-" + Named(process), name + ".dll");

    /// <summary>Loads a library for .NET; zero when there is none that this machine can load.</summary>
    /// <param name="name">The library's name.</param>
    /// <param name="folder">The folder that holds one folder for each kind of machine.</param>
    public static IntPtr Load(string name, string folder)
    {
        // A type that netstandard2.0 lacks: it is reached by name, and only on .NET.
        MethodInfo? loadLibrary = typeof(object).Assembly.GetType("System.Runtime.InteropServices.NativeLibrary")
            ?.GetMethod("TryLoad", [typeof(string), typeof(IntPtr).MakeByRefType()]);
        string file = SystemName() switch { "win" => name + ".dll", "osx" => "lib" + name + ".dylib", _ => "lib" + name + ".so" };

        // Of the two kinds of Linux, only one's library loads.
        foreach (string machine in new[] { Machine, Machine.Replace("linux-", "linux-musl-") }.Distinct())
        {
            object?[] arguments = [Path.Combine(folder, machine, file), IntPtr.Zero];
            if (loadLibrary?.Invoke(null, arguments) is true)
            {
                return (IntPtr)arguments[1]!;
            }
        }

        return IntPtr.Zero;
    }

    private static string SystemName() =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : "linux";

    private static string Named(Architecture process) => process switch
    {
        Architecture.X64 => "x64",
        Architecture.Arm64 => "arm64",
        Architecture.X86 => "x86",
        _ => "other",
    };

    [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibrary(string path);
}
