using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>Results that live with somebody else than the service: who gets them follows addresses, and never carries the key there.</summary>
public sealed class SaveElsewhereTests : IDisposable
{
    private const string Key = "sk-very-secret-0123456789";

    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[100_000]];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_redirect_to_another_origin_and_back_is_followed_without_the_key()
    {
        using FaultyRun faulty = await Prepare();
        string home = faulty.Server.Address.TrimEnd('/');
        using var elsewhere = new SocketServer(path => SocketServer.Answer(302, [], $"Location: {home}{path}"));
        (await faulty.Server.Add($"redirect-away:file:each1:{elsewhere.Port}")).Dispose();

        PSObject file = (await faulty.Host.RunAsync("$task | Save-GenOutput $folder")).Single;

        await AssertKeyStayedHome(faulty, elsewhere);
        await faulty.Server.EndFaults();
        Assert.Equal(await faulty.Server.File(file.Text("Url")), await File.ReadAllBytesAsync(file.Text("Path"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_redirect_that_leads_round_between_two_origins_ends_with_an_error()
    {
        using FaultyRun faulty = await Prepare();
        string home = faulty.Server.Address.TrimEnd('/');
        using var elsewhere = new SocketServer(path => SocketServer.Answer(302, [], $"Location: {home}{path}"));
        (await faulty.Server.Add($"redirect-away:file:1:{elsewhere.Port}")).Dispose();

        RunResult run = await faulty.Host.RunAsync("$task | Save-GenOutput $folder");

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says("127.0.0.1", "sixth redirect", "paid for", "save it again");
        Assert.Empty(_folder.Files);
        Assert.Equal(3, elsewhere.Heads.Count);
        await AssertKeyStayedHome(faulty, elsewhere, 3);
    }

    [Fact]
    public void A_content_network_never_sees_the_key_and_a_new_address_is_asked_of_the_service_alone()
    {
        using var network = new SocketServer(path => path.EndsWith("=2", StringComparison.Ordinal)
            ? SocketServer.Answer(200, Song, "ETag: \"one\"")
            : SocketServer.Answer(403, "<Error>Request has expired</Error>"u8.ToArray(), "Content-Type: application/xml"));
        int asked = 0;
        using var service = new SocketServer(_ => Task(network.Address + "/a.mp3?signature=" + ++asked));

        RunResult run = Save(service);

        Assert.Equal(Song, File.ReadAllBytes(run.Single.Text("Path")));
        IEnumerable<string> lines = network.Heads.Select(head => head[..head.IndexOf(" HTTP", StringComparison.Ordinal)]);
        Assert.Equal(["GET /a.mp3?signature=1", "GET /a.mp3?signature=2"], lines);
        Assert.All(network.Heads, AssertWithoutKey);
        Assert.Equal(2, service.Heads.Count);
        Assert.All(service.Heads, head => Assert.Contains(Key, head, StringComparison.Ordinal));
    }

    [Fact]
    public void A_network_that_says_less_than_it_sends_leaves_nothing_half()
    {
        // The sound says itself how long it is.
        byte[] sound = Sound(50_000);
        byte[] answer = SocketServer.Answer(200, sound);
        byte[] lying = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {sound.Length / 2}\r\nConnection: close\r\n\r\n"), .. sound];
        var answers = new Queue<byte[]>([lying, answer, lying, lying, lying]);
        using var network = new SocketServer(_ => answers.Dequeue());
        using var service = new SocketServer(_ => Task(network.Address + "/a.wav"));

        Assert.Equal(sound, File.ReadAllBytes(Save(service).Single.Text("Path")));
        File.Delete(Path.Combine(_folder.Path, Assert.Single(_folder.Files)));
        RunResult run = Save(service, "-Force");

        run.Error.Says("not whole", "paid for", "save it again");
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void What_is_redirected_into_a_private_network_is_not_fetched()
    {
        using var network = new SocketServer(_ => SocketServer.Answer(302, [], "Location: https://10.0.0.1/latest/meta-data"));
        using var service = new SocketServer(_ => Task(network.Address + "/a.mp3"));

        RunResult run = Save(service);

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says("https://10.0.0.1", "private network", "paid for");
        Assert.Empty(_folder.Files);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A sound of silence that is as long as it says.</summary>
    private static byte[] Sound(int length)
    {
        byte[] sound = new byte[44 + length];
        "RIFF"u8.CopyTo(sound);
        BitConverter.GetBytes(36 + length).CopyTo(sound, 4);
        "WAVEfmt "u8.CopyTo(sound.AsSpan(8));
        BitConverter.GetBytes(16).CopyTo(sound, 16);
        ((byte[])[1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0]).CopyTo(sound, 20);
        "data"u8.CopyTo(sound.AsSpan(36));
        BitConverter.GetBytes(length).CopyTo(sound, 40);
        return sound;
    }

    private static byte[] Task(string url) => SocketServer.Answer(
        200,
        Encoding.UTF8.GetBytes($$$"""{"code":200,"success":true,"data":{"task_id":"abcd","status":"completed","output":{"url":"{{{url}}}" } } }"""),
        "Content-Type: application/json");

    private static void AssertWithoutKey(string head)
    {
        Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sk-", head, StringComparison.Ordinal);
    }

    private static async Task AssertKeyStayedHome(FaultyRun faulty, SocketServer elsewhere, int requests = 1)
    {
        Assert.Equal(requests, elsewhere.Heads.Count);
        Assert.All(elsewhere.Heads, AssertWithoutKey);
        Assert.Equal(0, (await faulty.Server.Stats()).GetProperty("files_asked_with_key").GetInt32());
    }

    private RunResult Save(SocketServer service, string how = "")
    {
        using var host = new ModuleHost();
        FastClient.Connect(host, service.Address, speed: 20, TimeSpan.FromSeconds(30), key: Key);
        host.Set("folder", _folder.Path);
        return host.Run($"'abcd' | Save-GenOutput $folder {how}");
    }

    private async Task<FaultyRun> Prepare()
    {
        FaultyRun faulty = await FaultyRun.Start();
        faulty.Host.Set("folder", _folder.Path);
        _ = await faulty.Host.RunAsync($"$task = {FaultyRun.Submit(1)} | Wait-GenTask");
        return faulty;
    }
}
