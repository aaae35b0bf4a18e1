using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>Uploads over real sockets on bad days, and what they mean for the requests that need them.</summary>
public sealed class UploadFaultTests : IDisposable
{
    private const string Line = "New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = new();

    public UploadFaultTests()
    {
        _host.GoTo(_folder.Path);
        _folder.WritePicture("fox.png");
        _folder.WriteFilm("long.mp4", more: 3_000_000);
    }

    public static TheoryData<string> Passing =>
    [
        "reset-before:put:x2", "reset-after:put:x2", "close-before:put:x2", "error-before:put:x3", "error-after:put:x1", "half-answer:put:x2",
        "broken-json:put:x2", "wrong-json:put:x2", "html:put:x2", "html:put:x1:502", "latency:put:x1:300", "slow:put:x1:20", "stall-before:put:x1",
        "rate-limit:put:x1:1",
    ];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_can_pass_passes_and_one_task_is_paid_for(string fault)
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", fault);
        FastClient.Connect(_host, server.Address, 100, TimeSpan.FromSeconds(fault.StartsWith("stall", StringComparison.Ordinal) ? 10 : 100));

        foreach (string file in (string[])["fox.png", "long.mp4"])
        {
            string url = _host.Run($"(Send-GenFile {file}).Url").Single.ToString()!;
            Assert.Equal(await File.ReadAllBytesAsync(file.In(_folder), TestContext.Current.CancellationToken), await server.File(url));
        }

        Assert.StartsWith(server.Address, (string)_host.Run(Line).Single.Input("start_image_url")!, StringComparison.Ordinal);
        Assert.Equal(1, (await server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Theory]
    [InlineData("reset-before:put:1", "ServiceFailed", "gave no usable answer")]
    [InlineData("error-before:put:1", "ServiceFailed", "HTTP 500")]
    [InlineData("html:put:1:403", "RequestRefused", "refused it")]
    [InlineData("html:put:1:413", "RequestRefused", "too large")]
    [InlineData("html:put:1:415", "RequestRefused", "type")]
    [InlineData("wrong-json:put:1", "BadAnswer", "no address")]
    [InlineData("html:put:1", "BadAnswer", "not JSON")]
    [InlineData("redirect:put:1:307", "BadAnswer", "neither the key nor the file")]
    public async Task What_does_not_pass_is_one_error_for_its_row_and_costs_nothing(string fault, string id, string expected)
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", fault);
        FastClient.Connect(_host, server.Address, 100, TimeSpan.FromSeconds(100));
        _folder.Write("rows.csv", "prompt,start_image_url\none,\ntwo,fox.png\nthree,\n");

        RunResult run = _host.Run("Import-GenRequest rows.csv | New-GenTask kuaishou/kling-2.6");

        Assert.Equal(id, run.Error.Id());
        run.Error.Says("rows.csv, line 3", "fox.png".In(_folder), expected, "Nothing was charged");
        Assert.Equal(["one", "three"], run.Output.Texts("Prompt"));
        Assert.Equal(2, (await server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public async Task A_redirect_to_another_origin_gets_neither_the_key_nor_the_file()
    {
        using EmulatorServer other = await EmulatorServer.Start();
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", $"redirect-away:put:1:{new Uri(other.Address).Port}");
        FastClient.Connect(_host, server.Address, 100, TimeSpan.FromSeconds(100));

        RunResult run = _host.Run("Send-GenFile fox.png, long.mp4");

        Assert.Equal(["BadAnswer", "BadAnswer"], run.Errors.Select(Messages.Id));
        Assert.Equal((0, 2), ((await other.Stats()).GetProperty("uploads").GetInt32(), (await server.Stats()).GetProperty("uploads").GetInt32()));
    }

    [Fact]
    public async Task A_key_that_is_not_accepted_ends_the_sending_and_the_rest_is_kept()
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", "html:put:1:401");
        FastClient.Connect(_host, server.Address, 100, TimeSpan.FromSeconds(100));
        _folder.Write("rows.csv", "prompt,start_image_url\n" + string.Concat(Enumerable.Range(0, 5).Select(i => $"p{i},fox.png\n")));

        RunResult run = _host.Run("Import-GenRequest rows.csv | New-GenTask kuaishou/kling-2.6");

        Assert.Equal("Unauthorized", run.Error.Id());
        Assert.Equal(5, ((Array)run.Error.TargetObject).Length);
        Assert.Equal(0, (await server.Stats()).GetProperty("create").GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task An_address_of_another_run_that_is_gone_is_not_sent_and_the_file_is_uploaded_anew()
    {
        string ledger = "ledger.db".In(_folder);
        int port = FreePort.Next();
        string first;
        using (EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--port", $"{port}"))
        {
            first = Connect(server, ledger).Run("(Send-GenFile fox.png).Url").Single.ToString()!;
            Connect(server, ledger);
            Assert.Equal(first, _host.Run("(Send-GenFile fox.png).Url").Single.ToString());
            Assert.Equal(1, (await server.Stats()).GetProperty("uploads").GetInt32());
        }

        using EmulatorServer again = await EmulatorServer.Start("--speed", "100", "--seed", "2", "--port", $"{port}");
        Connect(again, ledger);

        Assert.NotEqual(first, _host.Run(Line).Single.Input("start_image_url"));
        JsonElement stats = await again.Stats();
        Assert.Equal((1, 1), (stats.GetProperty("files_uploaded").GetInt32(), stats.GetProperty("tasks_created").GetInt32()));
    }

    [Fact]
    public async Task A_batch_knows_its_rows_by_their_pictures_wherever_those_were_uploaded()
    {
        string ledger = "ledger.db".In(_folder);
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100");
        Connect(server, ledger);
        _folder.Write("rows.csv", "prompt,start_image_url\nrun,fox.png\nrun,boat.png\n");
        _folder.WritePicture("boat.png", 2);
        const string Batch = "Import-GenRequest rows.csv | New-GenTask kuaishou/kling-2.6 -Batch b";
        string[] ids = _host.Run(Batch).Clean.Texts("Id");

        Connect(server, ledger);
        _host.Run("Send-GenFile fox.png, boat.png -Force");
        Assert.Equal(ids, _host.Run(Batch).Clean.Texts("Id"));

        // Under another name it is the same picture; in another file of the same name it is another.
        File.Move("fox.png".In(_folder), "vixen.png".In(_folder));
        _folder.Write("rows.csv", "prompt,start_image_url\nrun,vixen.png\nrun,boat.png\n");
        Assert.Equal(ids, _host.Run(Batch).Clean.Texts("Id"));
        Assert.Equal(ids[1..], _host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl (Send-GenFile boat.png).Url -Batch b").Clean.Texts("Id"));
        Assert.Equal(2, (await server.Stats()).GetProperty("tasks_created").GetInt32());

        _folder.WritePicture("boat.png", 3);
        Assert.Equal(ids[0], _host.Run(Batch).Clean.Texts("Id")[0]);
        Assert.Equal(3, (await server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public async Task A_changed_picture_under_the_same_key_is_an_edited_row()
    {
        string ledger = "ledger.db".In(_folder);
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100");
        Connect(server, ledger);
        _folder.Write("rows.csv", "key,prompt,start_image_url\na,run,fox.png\n");
        const string Batch = "Import-GenRequest rows.csv | New-GenTask kuaishou/kling-2.6 -Batch b";
        string id = _host.Run(Batch).Single.Text("Id");
        Assert.Empty(_host.Run(Batch).Warnings);

        _folder.WritePicture("fox.png", 77);
        RunResult edited = _host.Run(Batch);

        Assert.Equal(id, edited.Single.Text("Id"));
        Assert.Contains("was edited", Assert.Single(edited.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(id, _host.Run(Batch + " -Force").Single.Text("Id"));
        Assert.Equal(2, (await server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_an_upload_nothing_is_paid_and_the_same_line_goes_on()
    {
        string ledger = "ledger.db".In(_folder);
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", "stall-before:put:x1");
        Connect(server, ledger);
        const string Batch = Line + " -Batch b";
        using (System.Management.Automation.PowerShell shell = _host.Prepare(Batch))
        {
            IAsyncResult run = shell.BeginInvoke();
            await server.FaultsWhen(faults => faults[0].GetProperty("befell").GetInt32() == 1);
            shell.Stop();
        }

        JsonElement stats = await server.Stats();
        Assert.Equal((0, 0), (stats.GetProperty("create").GetProperty("requests").GetInt32(), stats.GetProperty("tasks_created").GetInt32()));

        Assert.Single(_host.Run(Batch).Clean);
        Assert.Equal(1, (await server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public async Task With_an_endpoint_of_ones_own_the_key_goes_nowhere_else_and_another_host_has_to_be_named()
    {
        using EmulatorServer api = await EmulatorServer.Start("--speed", "100");
        using EmulatorServer files = await EmulatorServer.Start("--speed", "100");
        _host.Set("key", new System.Net.NetworkCredential("", "sk-any").SecurePassword);

        Assert.Equal(new Uri(api.Address), _host.Run($"(Connect-GenService -ApiKey $key -Endpoint {api.Address}).UploadEndpoint").Single.BaseObject);
        Assert.StartsWith(api.Address, _host.Run("(Send-GenFile fox.png).Url").Single.ToString(), StringComparison.Ordinal);
        Assert.Equal("https://files.unifically.com/", _host.Run("(Connect-GenService -ApiKey $key).UploadEndpoint").Single.ToString());

        _host.Run($"Connect-GenService -ApiKey $key -Endpoint {api.Address} -UploadEndpoint {files.Address}");
        Assert.StartsWith(files.Address, _host.Run("(Send-GenFile fox.png).Url").Single.ToString(), StringComparison.Ordinal);
    }

    private ModuleHost Connect(EmulatorServer server, string ledger)
    {
        _host.Set("key", new System.Net.NetworkCredential("", "sk-any").SecurePassword);
        _ = _host.Run($"Disconnect-GenService; Connect-GenService -ApiKey $key -Endpoint {server.Address} -Ledger '{ledger}'").Clean;
        return _host;
    }
}
