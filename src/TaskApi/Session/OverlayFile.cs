using System;
using System.Management.Automation;
using TaskApi.Binding;

namespace TaskApi.Session;

/// <summary>Opens the user's own model catalog by a path as it is written in PowerShell: relative to the current location, or on a drive of
/// PowerShell's.</summary>
internal static class OverlayFile
{
    /// <summary>The built-in models with those of the file.</summary>
    /// <param name="path">The path as the user wrote it.</param>
    /// <param name="paths">What knows the current location and the drives.</param>
    /// <exception cref="GenServiceException">The file cannot be read, or is no catalog.</exception>
    public static ModelCatalog Read(string path, PathIntrinsics paths) =>
        CatalogFile.Read(FileSystemPath.Resolve(path, paths, (reason, inner) => Unreadable(path, reason, inner)));

    private static GenServiceException Unreadable(string path, string reason, Exception? inner) =>
        new(GenErrorCode.FileNotReadable, $"Cannot read the model catalog '{path}': {reason}", inner);
}
