using System.IO;

namespace TaskApi.Shell;

/// <summary>Finds the module that this shell was built with: the manifest in a folder above the program's own.</summary>
internal static class ModuleLocator
{
    public const string ManifestName = "TaskApi.psd1";

    public static string? FindManifest(string startFolder)
    {
        for (DirectoryInfo? folder = new(startFolder); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Combine(folder.FullName, ManifestName);
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        return null;
    }
}
