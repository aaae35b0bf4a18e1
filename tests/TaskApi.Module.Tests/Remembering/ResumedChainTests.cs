using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>A chain picture, film, larger film over 20 rows, interrupted in the middle and run again: nothing is paid twice, nothing is missing.</summary>
public sealed class ResumedChainTests
{
    private const int Rows = ChainProcess.Rows;
    private const double Speed = 1000;

    [Fact]
    public async Task Killed_in_two_of_its_steps_it_is_paid_for_once_and_every_row_s_film_is_there()
    {
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "200", "--balance", "1000", "--seed", "5");
        using var chain = new ChainProcess(server);

        int first = await chain.RunAndKill("films", 8);
        int second = await chain.RunAndKill("larger", 12);
        (string Name, string Parent, string Task)[] files = await chain.Run();
        int requests = await Requests(server);
        (string Name, string Parent, string Task)[] again = await chain.Run();

        TestContext.Current.SendDiagnosticMessage($"{first} tasks at the first kill, {second} at the second, {await Created(server)} at the end");
        Assert.InRange(first, 8, 59);
        Assert.InRange(second, Math.Max(first, 12 + 11), 59);
        JsonElement[] tasks = await server.Tasks();
        Assert.Equal([("google/nano-banana", Rows), ("kuaishou/kling-2.6", Rows), ("topaz-labs/video-upscale", Rows)], Counts(tasks));
        Assert.Equal(Rows, files.DistinctBy(file => file.Name).Count());
        Assert.Equal(Ids(tasks, "topaz-labs/video-upscale"), files.Select(file => file.Task).Order(StringComparer.Ordinal));
        Assert.Equal(Ids(tasks, "kuaishou/kling-2.6"), files.Select(file => file.Parent).Order(StringComparer.Ordinal));
        Assert.Equal(Rows / 2, files.Count(file => file.Name.Contains("row-", StringComparison.Ordinal)));
        Assert.Equal(files.Order(), again.Order());
        Assert.Equal(requests, await Requests(server));
    }

    [Theory]
    [InlineData("chain", "chain", "chain")]
    [InlineData("pictures", "films", "larger")]
    public async Task Stopped_in_the_middle_it_goes_on_also_with_addresses_that_were_signed_anew(string pictures, string films, string larger)
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "1000", "--no-limits", "--balance", "1000", "--seed", "5");
        using var signing = new SigningHandler();
        using var host = new ModuleHost();
        using var folder = new TemporaryFolder();
        FastClient.Connect(host, server.Address, Speed, TimeSpan.FromSeconds(100), signing);
        object session = host.Run("$session").Single.BaseObject;
        host.GoTo(folder.Path);
        host.Run($"$rows = 1..{Rows} | ForEach-Object {{ @{{ key = if ($_ % 2) {{ \"row $_\" }}; prompt = \"fox $_\"; aspect_ratio = '1:1' }} }}");
        var seen = new Hashtable { ["films"] = 0, ["hold"] = 8 };
        host.Set("seen", seen);
        string filmsAndLarger = $$"""
            New-GenTask kuaishou/kling-2.6 -Batch {{films}} -Prompt { "$($_.Prompt) runs" } -StartImageUrl {
                while (++$seen.films -ge $seen.hold) { [System.Threading.Thread]::Sleep(5) }
                $_.Url
            } | Wait-GenTask | ForEach-Object Id | Get-GenTask |
                New-GenTask topaz-labs/video-upscale -Batch {{larger}} -Input @{ video_url = { $_ } } -WarningAction Ignore | Wait-GenTask | Save-GenOutput .
            """;
        string script = $"$rows | New-GenTask google/nano-banana -Batch {pictures} | Wait-GenTask | {filmsAndLarger}";
        using (Background run = Background.AtOnce(host, script))
        {
            Assert.True(SpinWait.SpinUntil(() => (int)seen["films"]! > 8, Background.Patience));
            FastClient.WaitUntilNothingIsPaid(session);
            run.Stop();
        }

        seen["hold"] = int.MaxValue;
        int before = await Created(server);
        RunResult resumed = await host.RunAsync(script);
        RunResult again = await host.RunAsync(
            $"Get-GenTask -Model google/nano-banana | ForEach-Object Id | Get-GenTask -OutVariable fresh | {filmsAndLarger}");

        Assert.InRange(before, 8, Rows + 7 + 7);
        Assert.Equal((Rows, Rows), (resumed.Clean.Count, again.Clean.Count));
        Assert.Equal([("google/nano-banana", Rows), ("kuaishou/kling-2.6", Rows), ("topaz-labs/video-upscale", Rows)], Counts(await server.Tasks()));
        Assert.Equal(Rows, folder.Files.Length);
        Assert.Empty(again.Warnings);
        string[] fresh = host.Run("$fresh").Clean.Texts("Url");
        Assert.All(fresh, address => Assert.Contains("?signature=", address, StringComparison.Ordinal));
        Assert.Empty(fresh.Intersect(host.Run("Get-GenTask -Model kuaishou/kling-2.6").Clean.Select(film => (string)film.Input("start_image_url")!)));
    }

    [Fact]
    public async Task The_example_makes_larger_films_of_pictures_and_pays_for_nothing_when_it_is_run_again()
    {
        using var folder = new TemporaryFolder();

        ShellRun run = await ShellRun.Start("", [Repository.Example("chain.ps1"), "-Destination", "out"], folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("3 films of 3 pictures", run.Output, StringComparison.Ordinal);
        Assert.Contains("Run again: 3 films, and 0 USD more", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, folder.Files.Count(file => file.EndsWith(".mp4", StringComparison.Ordinal)));
    }

    private static async Task<int> Created(EmulatorServer server) => (await server.Stats()).GetProperty("tasks_created").GetInt32();

    private static async Task<int> Requests(EmulatorServer server) => (await server.Stats()).GetProperty("create").GetProperty("requests").GetInt32();

    private static (string, int)[] Counts(JsonElement[] tasks) =>
        [.. tasks.CountBy(task => task.GetProperty("model").GetString()!).Select(pair => (pair.Key, pair.Value)).Order()];

    private static string[] Ids(JsonElement[] tasks, string model)
    {
        IEnumerable<JsonElement> ofModel = tasks.Where(task => task.GetProperty("model").GetString() == model);
        return [.. ofModel.Select(task => task.GetProperty("task_id").GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Signs results' addresses anew with each answer, as the service's own store does.</summary>
    private sealed class SigningHandler() : DelegatingHandler(new HttpClientHandler())
    {
        private int _count;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.StartsWith("/v1/tasks/", StringComparison.Ordinal))
            {
                string body = await response.Content.ReadAsStringAsync(cancellationToken);
                string signed = Regex.Replace(body, @"(https?://[^""?]+\.(png|mp4))""", $"$1?signature={Interlocked.Increment(ref _count)}\"");
                response.Content = new StringContent(signed, System.Text.Encoding.UTF8, "application/json");
            }

            return response;
        }
    }
}
