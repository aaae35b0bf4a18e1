using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Callbacks;

public sealed class ReceiveGenCallbackTests : IDisposable
{
    private const string Pictures = "1..3 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1";

    private readonly ModuleHost _host = ModuleHost.Connected("$session = Connect-GenService -Local -Speed 10 -Seed 1");
    private readonly CallbackPort _port = CallbackPort.Free();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" -Trust")]
    public async Task Tasks_come_out_as_they_are_called_back_with_all_that_is_known_of_them(string options)
    {
        (RunResult submitted, RunResult run) = await Receive($"Receive-GenCallback {_port.Number} -Count 3{options}", "?mine=1");

        Assert.Equal(submitted.Clean.Texts("Id").Order(), run.Clean.Texts("Id").Order());
        Assert.Equal(["fox 1", "fox 2", "fox 3"], run.Output.Texts("Prompt").Order());
        Assert.All(run.Output, task => Assert.Equal(("Completed", $"{_port.Url}?mine=1"), (task.Text("Status"), task.Text("CallbackUrl"))));
        Assert.Empty(run.Warnings);
        Assert.True(_port.IsFree);
    }

    [Fact]
    public async Task What_is_called_back_is_saved()
    {
        using var folder = new TemporaryFolder();
        _host.GoTo(folder.Path);

        (_, RunResult run) = await Receive($"Receive-GenCallback {_port.Number} -Count 3 | Save-GenOutput out");

        Assert.Equal(3, run.Clean.Count);
        Assert.Equal(3, folder.Files.Length);
    }

    [Fact]
    public async Task The_same_callback_twice_is_one_task_and_a_forged_one_is_none()
    {
        string token = CallbackPort.TokenOf(_host);
        const string Picture = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask";
        (string id, string last) = (_host.Run(Picture).Single.Text("Id"), _host.Run(Picture).Single.Text("Id"));
        string slow = _host.Run("New-GenTask openai/sora-2 -Prompt fox").Single.Text("Id");
        using Background receiving = Background.AtOnce(_host, $"Receive-GenCallback {_port.Number} -Verbose");
        await _port.UntilOpen();

        foreach (string task in (string[])["no-such-task", slow, id, id, id, last])
        {
            Assert.Equal(200, await _port.Post(BodyOf(task), "?taskapi_token=" + token));
            Assert.Equal(404, await _port.Post(BodyOf(task), "?taskapi_token=gencb0000"));
        }

        // Tasks come out in the order in which they are called back.
        Assert.True(receiving.Brings(task => task.Text("Id") == last));
        RunResult run = receiving.Stop();
        PSObject shown = run.Clean.First(task => task.Text("Id") == id);
        Assert.Single(run.Output, task => task.Text("Id") == id);
        Assert.DoesNotContain(run.Output, task => task.Text("Url").Contains("evil", StringComparison.Ordinal));
        Assert.DoesNotContain("no-such-task", run.Output.Texts("Id"));
        Assert.NotEmpty(shown.Text("Url"));
        Assert.Contains(run.Asides, line => line.Contains("no-such-task", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_trust_a_callback_is_believed_and_what_it_says_first_stays()
    {
        string token = CallbackPort.TokenOf(_host);
        Task<RunResult> receiving = _host.RunAsync($"Receive-GenCallback {_port.Number} -Count 2 -Trust -ErrorAction SilentlyContinue");
        await _port.UntilOpen();

        await _port.Post(BodyOf("of-another-key"), "?taskapi_token=" + token);
        await _port.Post("""{"task_id":"of-another-key","status":"failed","error_message":"x"}""", "?taskapi_token=" + token);
        await _port.Post("""{"task_id":"other","status":"failed","error_message":"No fox"}""", "?taskapi_token=" + token);

        RunResult run = await receiving;
        Assert.Equal(["of-another-key Completed", "other Failed"], run.Output.Select(task => $"{task.Text("Id")} {task.Text("Status")}"));
        Assert.Equal("No fox", run.Output[1].Text("Error"));
    }

    [Fact]
    public async Task A_failed_task_is_an_error_and_a_task()
    {
        string token = CallbackPort.TokenOf(_host);
        Task<RunResult> receiving = _host.RunAsync($"Receive-GenCallback {_port.Number} -Count 1 -Trust");
        await _port.UntilOpen();

        await _port.Post("""{"task_id":"other","status":"failed","error_message":"No fox"}""", "?taskapi_token=" + token);

        RunResult run = await receiving;
        Assert.Equal("TaskFailed", run.Error.Id());
        Assert.Equal("Failed", Assert.Single(run.Output).Text("Status"));
    }

    [Fact]
    public async Task Enough_tasks_end_the_listening_and_free_the_port()
    {
        (_, RunResult run) = await Receive($"Receive-GenCallback {_port.Number} | Select-First 2");

        Assert.Equal(2, run.Clean.Count);
        Assert.True(_port.IsFree);
    }

    [Fact]
    public async Task A_stop_ends_the_listening_at_once_and_frees_the_port()
    {
        using PowerShell shell = _host.Prepare($"Receive-GenCallback {_port.Number}");
        IAsyncResult run = shell.BeginInvoke();
        await _port.UntilOpen();
        var time = Stopwatch.StartNew();

        shell.Stop();

        Assert.True(time.Elapsed < Background.Prompt, $"The end took {time.Elapsed}.");
        Assert.True(run.IsCompleted);
        Assert.True(_port.IsFree);
    }

    [Fact]
    public async Task A_port_that_another_has_ends_the_pipeline_with_what_to_do()
    {
        using PowerShell shell = _host.Prepare($"Receive-GenCallback {_port.Number}");
        _ = shell.BeginInvoke();
        await _port.UntilOpen();
        using ModuleHost other = ModuleHost.Connected();

        foreach (string script in (string[])[$"Receive-GenCallback {_port.Number} -Count 1",
            $"New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask -CallbackUri {_port.Url}"])
        {
            ErrorRecord error = other.Run(script).Error;
            Assert.Equal("ListenFailed", error.Id());
            error.Says($"{_port.Number}", "another port", "Nothing was sent");
        }

        Assert.Empty(other.Run("Get-GenTask").Clean);
        shell.Stop();
    }

    [Fact]
    public void A_signing_secret_given_as_plain_text_is_refused_and_not_repeated()
    {
        ErrorRecord error = _host.Run($"Receive-GenCallback {_port.Number} -SigningSecret whsec_123 -Count 1").Error;

        error.Says("-SigningSecret", "Nothing was sent");
        Assert.DoesNotContain("whsec_123", Messages.Of(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_callbacks_only_where_a_signing_secret_is_given()
    {
        string token = CallbackPort.TokenOf(_host);
        _host.Set("signing", new NetworkCredential("", "whsec").SecurePassword);
        using Background receiving = Background.AtOnce(_host, $"Receive-GenCallback {_port.Number} -SigningSecret $signing -Trust");
        await _port.UntilOpen();

        Assert.Equal(401, await _port.Post(BodyOf("other"), "?taskapi_token=" + token));

        Assert.Empty(receiving.Stop().Clean);
    }

    [Fact]
    public async Task The_token_is_in_no_stream_object_ledger_or_view()
    {
        string token = CallbackPort.TokenOf(_host);
        (RunResult submitted, RunResult run) = await Receive(
            Loud($$"""
                Receive-GenCallback {{_port.Number}} -Count 3 -Verbose -Debug
                Get-GenTask -Batch nightly; Get-GenBatch
                ConvertFrom-GenCallback ('{"task_id":"x","status":"completed","callback_url":"https://a.example/?taskapi_token={{token}}"}') -Trust
                """),
            "",
            submit => Loud($"$tasks = {submit} -Batch nightly -Verbose -Debug; $tasks; $tasks | Get-GenTask -Session $session"));

        string text = string.Join('\n', ((RunResult[])[submitted, run]).Select(Everything));
        Assert.Contains("callback_url", text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, text, StringComparison.OrdinalIgnoreCase);
    }

    private static string Loud(string script) => $$"""
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $all = & { {{script}} } *>&1
        $all; $all | Out-String -ErrorAction SilentlyContinue; $Error; $session
        """;

    private static string Everything(RunResult run) => string.Join('\n', run.Output.Where(item => item is not null).Select(
        item => item + PSSerializer.Serialize(item, 4)).Concat(run.Asides).Concat(run.Warnings).Concat(run.Errors.Select(error => error.Everything())));

    /// <summary>
    /// Lets a script receive what another runspace of the session submits. It listens first: whoever is called back while nobody listens is
    /// called twice more, and then forgotten.
    /// </summary>
    private async Task<(RunResult Submitted, RunResult Received)> Receive(string receive, string query = "", Func<string, string>? submit = null)
    {
        using var other = new ModuleHost();
        other.Set("session", _host.Run("$session").Single.BaseObject);
        using Background receiving = Background.AtOnce(_host, receive);
        await _port.UntilOpen();

        string pictures = $"{Pictures} -CallbackUrl {_port.Url}{query} -Session $session";
        return (await other.RunAsync(submit?.Invoke(pictures) ?? pictures), receiving.End());
    }

    private static string BodyOf(string id) => $$$"""{"task_id":"{{{id}}}","status":"completed","data":{"video_url":"https://evil.example/x.mp4"}}""";
}
