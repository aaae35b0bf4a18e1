using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Benchmarks;

/// <summary>
/// Submits tasks at the service's limit and waits for them: with the module, and as one would without it, polling each task every five
/// seconds below the same limit. Both run against an emulated service of their own with the same seed, on a fast clock.
/// </summary>
internal static class WaitBenchmark
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

    public static void Run(string[] args)
    {
        double speed = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        int[] counts = args.Length > 0 ? [int.Parse(args[0], CultureInfo.InvariantCulture)] : [50, 1000];
        int seeds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        foreach (int count in counts)
        {
            for (int seed = 1; seed <= seeds; seed++)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} tasks of about 60 s, emulated {speed} times as fast, seed {seed}"));
                MeasureAsync("module", EmulatedService.InProcess(speed, hasLimits: true, seed), count, ModuleAsync).GetAwaiter().GetResult();
                MeasureAsync("every 5 s", EmulatedService.InProcess(speed, hasLimits: true, seed), count, EveryFiveSecondsAsync).GetAwaiter().GetResult();
            }
        }
    }

    private static async Task MeasureAsync(string name, EmulatedService measured, int count, Func<EmulatedService, int, Task> run)
    {
        using EmulatedService service = measured;
        await run(service, count);
        JsonElement stats = await service.StatsAsync();
        double lastEnd = stats.GetProperty("last_end_seconds").GetDouble();
        double lastSeen = stats.GetProperty("last_seen_seconds").GetDouble();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-10} polls/task {stats.GetProperty("polls_per_task_mean").GetDouble():0.00} (most {stats.GetProperty("polls_per_task_max").GetInt32()})   mean lag {stats.GetProperty("lag_mean_seconds").GetDouble(),5:0.0} s   last end {lastEnd:0.0} s, seen {lastSeen:0.0} s (+{100 * (lastSeen - lastEnd) / lastEnd:0.0} %)   largest in a second: {Largest(stats, "create")} POST, {Largest(stats, "poll")} GET   bans {Bans(stats)}"));
    }

    private static async Task ModuleAsync(EmulatedService service, int count)
    {
        using var limits = new AccountLimits(service.Clock);
        using GenSession session = service.Session(limits);
        using TaskWait wait = session.Waiter.Open(TimeSpan.FromHours(1));
        await SubmitAsync(count, async request => wait.Add(await session.SubmitAsync(request, CancellationToken.None, CancellationToken.None)));
        while (wait.Taken < count)
        {
            wait.TryTake(out _, 1000, CancellationToken.None);
        }
    }

    private static async Task EveryFiveSecondsAsync(EmulatedService service, int count)
    {
        using HttpClient client = service.BareClient();
        // The same limit, kept by the same slots: what is compared is the choice of the task to poll.
        using var limits = new AccountLimits(service.Clock);
        var waits = new List<Task>(count);
        await SubmitAsync(count, async request =>
        {
            IRequestSlot slot = await limits.Post.TakeAsync(CancellationToken.None);
            using HttpResponseMessage response = await client.PostAsJsonAsync("/v1/tasks", new { model = request.Model, input = request.Input });
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            slot.Release();
            string id = answer.GetProperty("data").GetProperty("task_id").GetString()!;
            lock (waits)
            {
                waits.Add(PollAsync(service, client, limits, id));
            }
        });
        await Task.WhenAll(waits);
    }

    private static async Task PollAsync(EmulatedService service, HttpClient client, AccountLimits limits, string id)
    {
        while (true)
        {
            await service.Clock.Delay(PollEvery);
            IRequestSlot slot = await limits.Get.TakeAsync(CancellationToken.None);
            JsonElement answer = await client.GetFromJsonAsync<JsonElement>(new Uri("/v1/tasks/" + id, UriKind.Relative));
            slot.Release();
            if (answer.GetProperty("data").GetProperty("status").GetString() == "completed")
            {
                return;
            }
        }
    }

    private static Task SubmitAsync(int count, Func<GenRequest, Task> submit) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (number, _) => await submit(new GenRequest
        {
            Model = "kuaishou/kling-2.6",
            Input = new Dictionary<string, object?> { ["prompt"] = "fox " + number.ToString(CultureInfo.InvariantCulture) },
        }));

    private static int Largest(JsonElement stats, string verb) => stats.GetProperty(verb).GetProperty("largest_in_a_second").GetInt32();

    private static int Bans(JsonElement stats) => stats.GetProperty("create").GetProperty("bans").GetInt32() + stats.GetProperty("poll").GetProperty("bans").GetInt32();
}
