using System;
using System.IO;

namespace TaskApi.Module.Tests.Shell;

/// <summary>A folder of a test's own, with a script in it.</summary>
internal sealed class ScriptFolder : IDisposable
{
    public DirectoryInfo Info { get; } = Directory.CreateTempSubdirectory("taskapi-shell-");

    /// <summary>Writes the script and tells its path.</summary>
    public string Script(string text)
    {
        string path = Path.Combine(Info.FullName, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Info.Delete(recursive: true);
}
