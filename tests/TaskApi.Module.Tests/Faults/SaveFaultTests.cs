using System;
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
    // Long enough to break off in the middle.
    private const string Sound = "New-GenTask higgsfield-ai/tts -Prompt fox -VoiceId v1";

    [Theory]
    [InlineData("half-answer:file:1", "still with the service")]
    [InlineData("error-after:file:1", "HTTP 500")]
    [InlineData("reset-before:file:1", "127.0.0.1")]
    [InlineData("html:file:1:200", "Something is between you and the service")]
    [InlineData("wrong-json:file:1", "JSON")]
    [InlineData("cut-off:file:1", "not whole")]
    [InlineData("forbidden:file:1", "Request has expired")]
    [InlineData("redirect:file:1", "redirect")]
    [InlineData("redirect:file:x1:304", "HTTP 304")]
    [InlineData("redirect-away:file:1:9", "Connection refused")]
    [InlineData("wrong-length:file:1", "prematurely")]
    [InlineData("close-before:file:1", "127.0.0.1")]
    [InlineData("rate-limit:file:1:1", "HTTP 429: \"{\"code\":429")]
    [InlineData("rate-limit:file:1:900", "HTTP 429")]
    [InlineData("broken-json:file:1", "not whole")]
    [InlineData("not-found:file:1", "No such file yet")]
    [InlineData("expired:file:1", "Request has expired")]
    public async Task A_result_that_does_not_come_is_an_error_and_saving_again_helps(string fault, string says)
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await Prepare(folder);
        (await faulty.Server.Add(fault)).Dispose();

        RunResult run = await faulty.Host.RunAsync("$task | Save-GenOutput $folder");

        Assert.Empty(run.Output);
        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says(says, "paid for", "still with the service", "save it again");
        Assert.Empty(folder.Files);
        await AssertKeyStayedHome(faulty);
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

    [Theory]
    [InlineData("half-answer:file:each1")]
    [InlineData("half-answer:file:each3")]
    [InlineData("reset-before:file:each2")]
    [InlineData("reset-after:file:each1")]
    [InlineData("close-before:file:each1")]
    [InlineData("error-before:file:each2")]
    [InlineData("rate-limit:file:each1:2")]
    [InlineData("html:file:each1")]
    [InlineData("html:file:each1:502")]
    [InlineData("wrong-json:file:each1")]
    [InlineData("cut-off:file:each1")]
    [InlineData("not-found:file:each3")]
    [InlineData("forbidden:file:each3")]
    [InlineData("wrong-type:file:1")]
    [InlineData("wrong-length:file:each1")]
    [InlineData("expired:file:each1")]
    [InlineData("expired:file:each2")]
    [InlineData("redirect:file:each2")]
    [InlineData("range-ignored:file:1")]
    [InlineData("range-shifted:file:1")]
    [InlineData("slow:file:1:20")]
    [InlineData("half-answer:file:each1", "not-found:file:each1", "html:file:each1:503")]
    public async Task A_fault_that_passes_costs_nothing_but_time(params string[] faults)
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await Prepare(folder, 3, isNewLonger: faults.Any(fault => fault.Contains(":each3", StringComparison.Ordinal)));
        (await faulty.Server.Add(faults)).Dispose();

        RunResult run = await faulty.Host.RunAsync("$task | Save-GenOutput $folder");

        PSObject[] files = [.. run.Clean];
        Assert.Equal(3, files.Length);
        await AssertKeyStayedHome(faulty);
        await faulty.Server.EndFaults();
        foreach (PSObject file in files)
        {
            Assert.Equal(await faulty.Server.File(file.Text("Url")), await File.ReadAllBytesAsync(file.Text("Path"), TestContext.Current.CancellationToken));
        }

        Assert.Equal(files.Select(file => file.Text("Name")).Order(), folder.Files.Order());
    }

    [Theory]
    [InlineData("range-ignored:file:x1")]
    [InlineData("range-shifted:file:x1")]
    [InlineData("range-ignored:file:1")]
    [InlineData("range-shifted:file:1")]
    public async Task A_rest_that_is_none_is_noticed(string fault)
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await Prepare(folder, submit: Sound);
        (await faulty.Server.Add("half-answer:file:x1", fault)).Dispose();

        PSObject file = (await faulty.Host.RunAsync("$task | Save-GenOutput $folder")).Single;

        await faulty.Server.EndFaults();
        Assert.Equal(await faulty.Server.File(file.Text("Url")), await File.ReadAllBytesAsync(file.Text("Path"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_content_that_changes_amid_the_download_is_saved_as_it_is_then()
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await Prepare(folder, submit: Sound);
        (await faulty.Server.Add("half-answer:file:x1", "changed:file:1")).Dispose();

        PSObject file = (await faulty.Host.RunAsync("$task | Save-GenOutput $folder")).Single;

        Assert.Equal(await faulty.Server.File(file.Text("Url")), await File.ReadAllBytesAsync(file.Text("Path"), TestContext.Current.CancellationToken));
        string text = await File.ReadAllTextAsync(file.Text("Path"), TestContext.Current.CancellationToken);
        Assert.EndsWith("another content", text, System.StringComparison.Ordinal);
    }

    /// <summary>Results are for everybody: a key with a request for one has been carried where it does not belong.</summary>
    private static async Task AssertKeyStayedHome(FaultyRun faulty) =>
        Assert.Equal(0, (await faulty.Server.Stats()).GetProperty("files_asked_with_key").GetInt32());

    /// <summary>Tasks that have completed, and a folder for their results.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tasks">How many tasks.</param>
    /// <param name="submit">What submits them; null for pictures.</param>
    /// <param name="isNewLonger">
    /// For results that may be missing as long as they are new: slower clocks, by which a busy machine does not use that minute up.
    /// </param>
    private static async Task<FaultyRun> Prepare(TemporaryFolder folder, int tasks = 1, string? submit = null, bool isNewLonger = false)
    {
        FaultyRun faulty = isNewLonger ? await FaultyRun.StartSlowly() : await FaultyRun.Start();
        faulty.Host.Set("folder", folder.Path);
        _ = await faulty.Host.RunAsync($"$task = {submit ?? FaultyRun.Submit(tasks)} | Wait-GenTask");
        return faulty;
    }
}
