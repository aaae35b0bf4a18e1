using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>What goes wrong with downloads: nothing half is kept, and a result can be saved again.</summary>
public sealed class SaveFaultTests
{
    [Theory]
    [InlineData("half-answer:get:x1", "still with the service")]
    [InlineData("error-after:get:x1", "HTTP 500")]
    [InlineData("html:get:x1:200", "Something is between you and the service")]
    [InlineData("wrong-json:get:x1", "JSON")]
    [InlineData("redirect:get:x6", "redirect")]
    [InlineData("redirect:get:x1:304", "HTTP 304")]
    public async Task A_result_that_does_not_come_is_an_error_and_saving_again_helps(string fault, string says)
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await Prepare(folder);
        (await faulty.Server.Add(fault)).Dispose();

        RunResult run = await faulty.Host.RunAsync("$task | Save-GenOutput $folder");

        Assert.Empty(run.Output);
        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says(says, "save it again");
        Assert.Empty(folder.Files);
        await faulty.Server.EndFaults();
        PSObject file = (await faulty.Host.RunAsync("$task | Save-GenOutput $folder -SkipExisting")).Single;
        Assert.Equal([file.Text("Name")], folder.Files);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_result_that_is_redirected_is_saved(int status)
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await Prepare(folder);
        (await faulty.Server.Add($"redirect:get:x2:{status}")).Dispose();

        PSObject file = (await faulty.Host.RunAsync("$task | Save-GenOutput $folder")).Single;

        Assert.Equal("image/png", file.Text("MediaType"));
        Assert.Equal((long)file.Get("Length")!, new FileInfo(file.Text("Path")).Length);
        JsonElement fault = (await faulty.Server.Faults()).EnumerateArray().Single();
        Assert.Equal(2, fault.GetProperty("befell").GetInt32());
    }

    private static async Task<FaultyRun> Prepare(TemporaryFolder folder)
    {
        FaultyRun faulty = await FaultyRun.Start();
        faulty.Host.Set("folder", folder.Path);
        _ = await faulty.Host.RunAsync($"$task = {FaultyRun.Submit(1)} | Wait-GenTask");
        return faulty;
    }
}
