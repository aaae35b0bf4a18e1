using System;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Callbacks;

/// <summary>The example that shows callbacks, as its readers run it.</summary>
public sealed class CallbackReceiverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_receives_all_that_it_has_submitted()
    {
        string[] line = [Repository.Example("callback-receiver.ps1"), "-Port", $"{CallbackPort.Free().Number}", "-Destination", "out"];
        ShellRun run = await ShellRun.Start("", line, _folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["3 files of one pipeline", "3 files of two programs", "task 'owl number 1' is Completed"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(6, _folder.Files.Count(file => file.EndsWith(".png", StringComparison.Ordinal)));
    }
}
