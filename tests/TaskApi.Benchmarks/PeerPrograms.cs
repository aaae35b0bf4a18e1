using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Benchmarks;

/// <summary>The scripts of <c>Peers</c> once more in C#, line by line, for where no PowerShell is installed; the module runs in the hosted engine.</summary>
internal static class PeerPrograms
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(110);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>Runs the equal of a script.</summary>
    /// <param name="script">The path of the script.</param>
    /// <param name="name">Its name.</param>
    /// <param name="address">The server.</param>
    /// <param name="count">How many tasks.</param>
    public static async Task<PeerOutcome> RunAsync(string script, string name, string address, int count)
    {
        var watch = Stopwatch.StartNew();
        if (name == "module")
        {
            return await Task.Run(() => RunModule(script, address, count, watch));
        }

        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-any");
        var done = new ConcurrentDictionary<string, bool>();
        var errors = new ConcurrentBag<Exception>();
        await (name == "parallel" ? ParallelAsync(http, count, done, errors)
            : LoopAsync(http, count, name == "paced-loop" ? Rest : TimeSpan.Zero, done, errors));
        return new PeerOutcome(watch.Elapsed.TotalSeconds, done.Count, errors.Count);
    }

    private static PeerOutcome RunModule(string script, string address, int count, Stopwatch watch)
    {
        using PowerShell shell = ModuleShell.Open();
        using Runspace runspace = shell.Runspace;
        int done = shell.AddCommand(script).AddParameter("Address", address).AddParameter("Count", count).Invoke().Count(
            task => $"{task.Properties["Status"].Value}" == "Completed");
        return new PeerOutcome(watch.Elapsed.TotalSeconds, done, shell.Streams.Error.Count);
    }

    private static async Task LoopAsync(HttpClient http, int count, TimeSpan rest, ConcurrentDictionary<string, bool> done, ConcurrentBag<Exception> errors)
    {
        var ids = new List<string>();
        for (int number = 1; number <= count; number++)
        {
            await TryAsync(async () => ids.Add(await SubmitAsync(http, number)), errors);
            await Task.Delay(rest);
        }

        foreach (string id in ids)
        {
            await TryAsync(
                async () =>
                {
                    string status;
                    while ((status = await LookAsync(http, id)) is "pending" or "processing")
                    {
                        await Task.Delay(BetweenLooks);
                    }

                    Count(id, status, done);
                },
                errors);
            await Task.Delay(rest);
        }
    }

    private static Task ParallelAsync(HttpClient http, int count, ConcurrentDictionary<string, bool> done, ConcurrentBag<Exception> errors) =>
        Parallel.ForAsync(1, count + 1, new ParallelOptions { MaxDegreeOfParallelism = 10 }, (number, _) => new ValueTask(TryAsync(
            async () =>
            {
                string id = await SubmitAsync(http, number);
                string status;
                do
                {
                    await Task.Delay(BetweenLooks, CancellationToken.None);
                    status = await LookAsync(http, id);
                }
                while (status is "pending" or "processing");

                Count(id, status, done);
            },
            errors)));

    private static void Count(string id, string status, ConcurrentDictionary<string, bool> done)
    {
        if (status == "completed")
        {
            done[id] = true;
        }
    }

    private static async Task TryAsync(Func<Task> work, ConcurrentBag<Exception> errors)
    {
        try
        {
            await work();
        }
        catch (HttpRequestException failure)
        {
            errors.Add(failure);
        }
    }

    private static async Task<string> SubmitAsync(HttpClient http, int number)
    {
        using HttpResponseMessage response =
            await http.PostAsJsonAsync("/v1/tasks", new { model = "google/nano-banana", input = new { prompt = $"fox {number}", aspect_ratio = "1:1" } });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("task_id").GetString()!;
    }

    private static async Task<string> LookAsync(HttpClient http, string id) =>
        (await http.GetFromJsonAsync<JsonElement>(new Uri("/v1/tasks/" + id, UriKind.Relative))).GetProperty("data").GetProperty("status").GetString()!;
}
