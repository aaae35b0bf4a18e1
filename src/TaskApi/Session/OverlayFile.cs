using System;
using System.Management.Automation;

namespace TaskApi.Session;

/// <summary>Opens the user's own model catalog by a path as it is written in PowerShell: relative to the current location, or on a drive of PowerShell's.</summary>
internal static class OverlayFile
{
    /// <summary>The built-in models with those of the file.</summary>
    /// <param name="path">The path as the user wrote it.</param>
    /// <param name="paths">What knows the current location and the drives.</param>
    /// <exception cref="GenServiceException">The file cannot be read, or is no catalog.</exception>
    public static ModelCatalog Read(string path, PathIntrinsics paths) => CatalogFile.Read(Resolve(path, paths));

    private static string Resolve(string path, PathIntrinsics paths)
    {
        try
        {
            string full = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : throw Unreadable(path, "it is not in the file system.", null);
        }
        catch (Exception failure) when (failure is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException or NotSupportedException)
        {
            throw Unreadable(path, failure.Message, failure);
        }
    }

    private static GenServiceException Unreadable(string path, string reason, Exception? inner) =>
        new(GenErrorCode.FileNotReadable, $"Cannot read the model catalog '{path}': {reason}", inner);
}
