using System;
using System.IO;
using System.Text;

namespace TaskApi.Module.Tests.Support;

/// <summary>A folder of a test's own.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("taskapi-module-");

    public string Path => _folder.FullName;

    /// <summary>The names of all files, in order.</summary>
    public string[] Files
    {
        get
        {
            string[] names = Array.ConvertAll(Directory.GetFiles(Path, "*", SearchOption.AllDirectories), file => System.IO.Path.GetRelativePath(Path, file));
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
    }

    /// <summary>The names of all files, without what makes them unlike those of other tasks, and without their extension.</summary>
    public string[] Stems => Array.ConvertAll(Files, name => System.IO.Path.GetFileNameWithoutExtension(name).Split('~')[0]);

    /// <summary>Writes a text file and tells its path.</summary>
    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
