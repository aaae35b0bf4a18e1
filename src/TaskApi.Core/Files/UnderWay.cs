using System;

namespace TaskApi;

/// <summary>The work of which a process does each piece once.</summary>
internal static class UnderWay
{
    /// <summary>Results that are being saved, by their full path without extension: of names that differ in case alone some file systems make one.</summary>
    public static readonly WorkUnderWay<GenFile> Saves = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Files that are being uploaded, by account, host and content.</summary>
    public static readonly WorkUnderWay<GenUpload> Uploads = new(StringComparer.Ordinal);
}
