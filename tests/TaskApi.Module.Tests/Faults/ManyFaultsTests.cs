using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>A bad day of a content network: every file has its trouble.</summary>
public sealed class ManyFaultsTests
{
    private const int Files = 200;

    // Made faster than pictures.
    private static readonly string Submit = $"{FaultyRun.Rows(Files)} | New-GenTask higgsfield-ai/tts -VoiceId v1";

    [Theory]
    [InlineData("mixed:file:each1:seed=7", Files)]
    [InlineData("mixed:file:each2:seed=5", 2 * Files)]
    public async Task With_passing_faults_of_all_kinds_on_each_of_200_files_200_files_arrive_byte_for_byte(string fault, int faults)
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await FaultyRun.Start(fault);
        faulty.Host.Set("folder", folder.Path);

        RunResult run = await faulty.Host.RunAsync($"{Submit} | Wait-GenTask | Save-GenOutput $folder -ThrottleLimit 16");

        PSObject[] files = [.. run.Clean];
        Assert.Equal(Files, files.Length);
        Assert.Equal(files.Select(file => file.Text("Name")).Order(), folder.Files.Order());
        JsonElement told = await faulty.Server.Faults();
        // A file that came at last in spite of its first fault, such as a wrong type, is not asked for again.
        Assert.InRange(told[0].GetProperty("befell").GetInt32(), Files, faults);
        Assert.Equal(0, (await faulty.Server.Stats()).GetProperty("files_asked_with_key").GetInt32());
        await faulty.Server.EndFaults();
        foreach (PSObject file in files)
        {
            byte[] right = await faulty.Server.File(file.Text("Url").Split('?')[0]);
            Assert.Equal(right, await File.ReadAllBytesAsync(file.Text("Path"), TestContext.Current.CancellationToken));
        }
    }
}
