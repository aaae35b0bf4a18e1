using System;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>The example that sets local pictures in motion, as its readers run it.</summary>
public sealed class PicturesToVideosTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_makes_pictures_and_a_film_of_each()
    {
        ShellRun run = await ShellRun.Start("", [Repository.Example("pictures-to-videos.ps1"), "-Destination", "out"], _folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("3 films of 3 pictures", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, _folder.Files.Count(file => file.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Equal(3, _folder.Files.Count(file => file.EndsWith(".mp4", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_example_takes_a_folder_of_ones_own()
    {
        _folder.WritePicture("mine/a.png", 1);
        _folder.WritePicture("mine/b.png", 2);

        ShellRun run = await ShellRun.Start("", [Repository.Example("pictures-to-videos.ps1"), "-Path", "mine", "-Destination", "out"], _folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("2 films of 2 pictures", run.Output, StringComparison.Ordinal);
    }
}
