using System;
using System.IO;
using System.Text;
using Xunit;

namespace TaskApi.Core.Tests.Docs;

/// <summary>A file of the repository that is made from the catalog: compared with what the catalog says now, or written anew when asked to.</summary>
internal static class CommittedFile
{
    private const string UpdateVariable = "TASKAPI_UPDATE_DOCS";

    private static readonly string Root = FindRoot();

    /// <summary>The whole text of a file, with plain line ends.</summary>
    /// <param name="path">The path from the repository's root.</param>
    public static string Read(string path)
    {
        string full = PathOf(path);
        return File.Exists(full) ? File.ReadAllText(full).Replace("\r\n", "\n", StringComparison.Ordinal) : "";
    }

    /// <summary>Where a file or folder of the repository is.</summary>
    /// <param name="path">The path from the repository's root.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Fails when the file does not say this; writes it instead when the environment variable TASKAPI_UPDATE_DOCS is 1.</summary>
    /// <param name="path">The path from the repository's root.</param>
    /// <param name="text">What the file must say.</param>
    public static void MustBe(string path, string text)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(PathOf(path), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        Assert.True(Read(path) == text, $"{path} is not what the catalog says. Run these tests once with the environment " +
            $"variable {UpdateVariable}=1 to write it anew, look at the difference, and commit it.");
    }

    private static string FindRoot()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "TaskApi.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds TaskApi.sln.");
        }

        return root.FullName;
    }
}
