using System;
using System.IO;

namespace TaskApi.Module.Tests.Support;

/// <summary>Where the things under test lie: the clone's root is the staged module, and programs lie beside their sources.</summary>
internal static class Repository
{
    // .../bin/<configuration>/net10.0/: everything was built with the same configuration as these tests.
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Root { get; } = FindRoot();

    public static string Manifest => Path.Combine(Root, "TaskApi.psd1");

    /// <summary>A file of docs/examples.</summary>
    public static string Example(string name) => Path.Combine(Root, "docs", "examples", name);

    /// <summary>The built assembly of a program of this repository.</summary>
    public static string Program(string name) => Path.Combine(Root, "src", name, "bin", Own.Parent!.Name, Own.Name, name + ".dll");

    private static string FindRoot()
    {
        DirectoryInfo? root = Own;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "TaskApi.sln")))
        {
            root = root.Parent;
        }

        return root?.FullName ?? throw new DirectoryNotFoundException($"No folder above {Own} holds TaskApi.sln.");
    }
}
