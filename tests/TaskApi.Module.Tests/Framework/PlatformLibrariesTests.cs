using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Framework;

/// <summary>
/// Libraries that the module brings for .NET Framework and that .NET has itself: there, .NET's own are used without a look at their versions.
/// </summary>
public sealed class PlatformLibrariesTests
{
    // That of PowerShell 7.4, the oldest that the module runs on.
    private static readonly Version OldestNet = new(8, 0, 0, 0);

    [Fact]
    public void None_is_newer_than_the_oldest_NET_that_the_module_runs_on()
    {
        HashSet<string> platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => Path.GetFileName(path))];
        AssemblyName[] shared = [.. Directory.GetFiles(Path.Combine(Repository.Root, "bin", "deps"), "*.dll", SearchOption.AllDirectories)
            .Where(path => platform.Contains(Path.GetFileName(path)))
            .Select(AssemblyName.GetAssemblyName)];

        Assert.Contains(shared, library => library.Name == "System.Text.Json");
        Assert.Contains(shared, library => library.Name == "Microsoft.CSharp");
        Assert.All(shared, library => Assert.True(library.Version <= OldestNet, library.FullName));
    }

    [Fact]
    public void None_is_loaded_a_second_time()
    {
        using var host = new ModuleHost();
        _ = host.Run("Connect-GenService -Local; New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1");

        string own = Path.Combine(Repository.Root, "bin", "deps");
        string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies()
            .Where(library => !library.IsDynamic && library.Location.StartsWith(own, StringComparison.Ordinal))
            .Select(library => library.GetName().Name!)];

        Assert.Contains("TaskApi.Core", loaded);
        Assert.DoesNotContain(loaded, library => library.StartsWith("System.", StringComparison.Ordinal) || library == "Microsoft.CSharp");
    }
}
