using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace TaskApi;

/// <summary>Tells texts that mean a local file from web addresses and other words, and says which paths a table may not name.</summary>
public static class LocalPath
{
    // A drive has one letter, a scheme more.
    private static readonly Regex Scheme = new("^([a-z][a-z0-9+.-]+://|https?:|data:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex FileEnd = new(@"\.[a-z0-9]{2,5}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Device = new(
        @"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00B9\u00B2\u00B3])\s*(\..*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private const string FileScheme = "file:";

    /// <summary>True for a text that is written as a web address of any kind; <c>file:</c> is none.</summary>
    public static bool IsAddress(string text) => Scheme.IsMatch(text.Trim()) && !IsFileUrl(text);

    /// <summary>True for a text that nobody would write but for a file: with folders, or with an extension at its end.</summary>
    public static bool IsMeant(string text) => text.IndexOfAny(['/', '\\']) >= 0 || IsFileUrl(text) || FileEnd.IsMatch(text.Trim());

    /// <summary>True for a <c>file:</c> URL.</summary>
    public static bool IsFileUrl(string text) => text.TrimStart().StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True for a parameter whose files are looked for: documented parameters say that they take URLs; of others, and of what is inside of
    /// objects, the name does, if it also says which kind.
    /// </summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="parameter">The parameter; null when it is not documented.</param>
    public static bool Takes(string name, GenParameter? parameter) =>
        parameter?.Format == GenParameterFormat.Url || (parameter is null && ResultValue.TakesUrl(name, null) && MediumKind.Of(name) != GenKind.Unknown);

    /// <summary>A value in which texts stand for files, for whoever must know its type before there is a request.</summary>
    public static object? AsText(object? value)
    {
        switch (value)
        {
            case FileSystemInfo file:
                return file.FullName;
            case List<object?> list when list.Exists(static item => item is FileSystemInfo):
                return list.ConvertAll(AsText);
            default:
                return value;
        }
    }

    /// <summary>The path that a text means: its own, or that of a <c>file:</c> URL.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The path.</param>
    /// <param name="problem">Why there is none, in words that go on after the value.</param>
    public static bool TryRead(string text, out string path, out string problem)
    {
        path = text.Trim();
        problem = "";
        if (!IsFileUrl(text))
        {
            return true;
        }

        if (!Uri.TryCreate(path, UriKind.Absolute, out Uri? url) || !url.IsFile)
        {
            problem = "is no file: URL such as file:///C:/pictures/fox.png";
            return false;
        }

        if (url.Host.Length > 0 && !url.IsLoopback)
        {
            problem = "is on another machine; only files of this one are uploaded";
            return false;
        }

        path = url.LocalPath;
        if (url.Host.Length > 0)
        {
            // file://localhost/x.png is this machine's /x.png, which .NET writes as a share.
            path = Uri.UnescapeDataString(url.AbsolutePath);
        }

        return true;
    }

    /// <summary>
    /// Why a path in a table is not followed, in words that go on after the value; null when it is. Looking at a share already tells its server
    /// who looks, and devices are no files: whoever wrote the table may be somebody else.
    /// </summary>
    public static string? WhyNotFromTable(string path)
    {
        if (path.Length > 1 && IsSlash(path[0]) && IsSlash(path[1]))
        {
            return "is on another machine or a device, which a table must not name; give such a file on the command line";
        }

        int rest = path.Length > 1 && path[1] == ':' && char.IsLetter(path[0]) ? 2 : 0;
        if (path.IndexOf(':', rest) >= 0)
        {
            return "names a drive of PowerShell's or a stream, which a table must not; give such a file on the command line";
        }

        return DeviceIn(path) is { } device ? $"names the device {device}, which is no file" : null;
    }

    /// <summary>The part of a path that is a device on Windows, whatever the folder; null for none.</summary>
    internal static string? DeviceIn(string path) => Array.Find(path.Split('/', '\\'), static part => Device.IsMatch(part));

    /// <summary>A path that may be relative, made full.</summary>
    /// <param name="path">The path.</param>
    /// <param name="folder">The full path of the folder that it is relative to.</param>
    /// <exception cref="ArgumentException">It holds what no path does.</exception>
    internal static string Full(string path, string folder)
    {
        // Tables of another system name their folders with its separator.
        string local = Path.DirectorySeparatorChar == '/' ? path.Replace('\\', '/') : path;
        return Path.GetFullPath(Path.Combine(folder, local));
    }

    private static bool IsSlash(char letter) => letter is '/' or '\\';
}
