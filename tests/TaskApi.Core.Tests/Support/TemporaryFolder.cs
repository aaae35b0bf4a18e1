using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskApi.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("taskapi-").FullName;

    public string Path { get; }

    /// <summary>The names of everything in the folder, hidden files too.</summary>
    public string[] Names => Array.ConvertAll(Directory.GetFileSystemEntries(Path, "*", new EnumerationOptions { AttributesToSkip = 0 }),
        entry => System.IO.Path.GetFileName(entry)!);

    /// <summary>The names with what is drawn at random in a part's name taken out, in order.</summary>
    public string[] PlainNames => [.. Names.Select(name => Regex.Replace(name, @"\.gen-[0-9a-f]{12}\.part", ".*.part")).Order(StringComparer.Ordinal)];

    /// <summary>The full path of the only part.</summary>
    public string Part => System.IO.Path.Combine(Path, Names.Single(name => name.EndsWith(".part", StringComparison.Ordinal)));

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
