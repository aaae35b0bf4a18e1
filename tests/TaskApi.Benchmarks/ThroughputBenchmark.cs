using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Benchmarks;

/// <summary>What the module itself costs: submitting and waiting without any limit, beside a bare HttpClient loop with the same concurrency.</summary>
internal static class ThroughputBenchmark
{
    private const int Concurrency = 64;

    // Tasks end within a few milliseconds of real time: what is measured is the work, not the waiting.
    private const double Speed = 20_000;

    public static void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
        Compare("in this process", count, () => EmulatedService.InProcess(Speed, hasLimits: false));
        Compare("over sockets", count, () => EmulatedService.OverSockets(Speed));
    }

    private static void Compare(string where, int count, Func<EmulatedService> start)
    {
        Console.WriteLine($"The service {where}");
        // A few first: what is compiled and connected once is no part of what a task costs.
        _ = Measure(null, Math.Min(count, 2000), start, BareAsync);
        _ = Measure(null, Math.Min(count, 2000), start, ModuleAsync);
        double bare = Measure("bare loop", count, start, BareAsync);
        double module = Measure("module", count, start, ModuleAsync);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio {module / bare:0.00} (at most 1.5)"));
    }

    private static double Measure(string? name, int count, Func<EmulatedService> start, Func<EmulatedService, int, Task> run)
    {
        using EmulatedService service = start();
        var watch = Stopwatch.StartNew();
        run(service, count).GetAwaiter().GetResult();
        watch.Stop();
        if (name is not null)
        {
            double polls = service.StatsAsync().GetAwaiter().GetResult().GetProperty("polls_per_task_mean").GetDouble();
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"  {name,-10} {count:N0} tasks in {watch.Elapsed.TotalSeconds:0.00} s, " +
                    $"{count / watch.Elapsed.TotalSeconds:N0} tasks/s, {polls:0.00} polls a task"));
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static async Task ModuleAsync(EmulatedService service, int count)
    {
        using var limits = AccountLimits.Without(service.Clock, Concurrency);
        using GenSession session = service.Session(limits);
        using TaskWait wait = session.Waiter.Open(TimeSpan.FromDays(10));
        Task submitting = ForAsync(count, async number =>
        {
            var request = new GenRequest { Model = "kuaishou/kling-2.6", Input = new Dictionary<string, object?> { ["prompt"] = Prompt(number) } };
            wait.Add(await session.SubmitAsync(request, CancellationToken.None, CancellationToken.None));
        });
        int taken = 0;
        while (taken < count)
        {
            taken += wait.TryTake(out _, 1000, CancellationToken.None) ? 1 : 0;
        }

        await submitting;
    }

    private static async Task BareAsync(EmulatedService service, int count)
    {
        using HttpClient client = service.BareClient();
        await ForAsync(count, async number =>
        {
            using HttpResponseMessage response =
                await client.PostAsJsonAsync("/v1/tasks", new { model = "kuaishou/kling-2.6", input = new { prompt = Prompt(number) } });
            JsonElement created = await response.Content.ReadFromJsonAsync<JsonElement>();
            var address = new Uri("/v1/tasks/" + created.GetProperty("data").GetProperty("task_id").GetString(), UriKind.Relative);
            while ((await client.GetFromJsonAsync<JsonElement>(address)).GetProperty("data").GetProperty("status").GetString() != "completed")
            {
                await Task.Delay(1);
            }
        });
    }

    private static string Prompt(int number) => "fox " + number.ToString(CultureInfo.InvariantCulture);

    private static Task ForAsync(int count, Func<int, Task> run) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (number, _) => await run(number));
}
