using System;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Turns a path as it is written in PowerShell, relative to the current location or on a drive of PowerShell's, into one of the file system.</summary>
internal static class FileSystemPath
{
    /// <summary>The full path; nothing need be there.</summary>
    /// <param name="path">The path as the user wrote it.</param>
    /// <param name="paths">What knows the current location and the drives.</param>
    /// <param name="unusable">Makes the error for a path that leads nowhere, or elsewhere than into the file system, from the reason.</param>
    public static string Resolve(string path, PathIntrinsics paths, Func<string, Exception?, Exception> unusable)
    {
        try
        {
            string full = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : throw unusable("it is not in the file system.", null);
        }
        catch (Exception failure) when (failure is ItemNotFoundException or DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException
            or NotSupportedException)
        {
            throw unusable(failure.Message, failure);
        }
    }
}
