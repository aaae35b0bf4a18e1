using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Benchmarks;

/// <summary>
/// What a person feels who uses a model for the first time: nothing is known about its durations. Real time, a server of its own for each
/// case, the service's real limits.
/// </summary>
internal static class FirstUseBenchmark
{
    private const double LagAllowed = 1;
    private const double TimeAllowedForThirty = 8;

    // The emulator's pictures take 12 s, its speech 25 s and its films 60 s.
    private static readonly (string What, double TaskSpeed, string[] Models, int Count)[] Cases =
    [
        ("one picture of 3 s", 12 / 3.0, ["google/nano-banana"], 1),
        ("one speech of 3 s", 25 / 3.0, ["elevenlabs/sound-effect"], 1),
        ("one film of 20 s", 60 / 20.0, ["kuaishou/kling-2.6"], 1),
        ("thirty mixed of about 1 s", 30, ["google/nano-banana", "elevenlabs/sound-effect", "kuaishou/kling-2.6"], 30),
    ];

    public static void Run(string[] args)
    {
        foreach ((string what, double taskSpeed, string[] models, int count) in Cases)
        {
            using EmulatedService service = EmulatedService.InRealTime(taskSpeed);
            double seconds = MeasureAsync(service, models, count).GetAwaiter().GetResult();
            JsonElement stats = service.StatsAsync().GetAwaiter().GetResult();
            double lag = stats.GetProperty("lag_mean_seconds").GetDouble();
            bool met = count == 1 ? lag <= LagAllowed : seconds <= TimeAllowedForThirty;
            Environment.ExitCode = met ? Environment.ExitCode : 1;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {what,-26} all returned {seconds:0.00} s after the first submission; seen {lag:0.00} s after the end, " +
                $"{stats.GetProperty("polls_per_task_mean").GetDouble():0.0} polls a task   {(met ? "ok" : "missed")}"));
        }
    }

    private static async Task<double> MeasureAsync(EmulatedService service, string[] models, int count)
    {
        using var limits = new AccountLimits(service.Clock);
        using GenSession session = service.Session(limits);
        using TaskWait wait = session.Waiter.Open(TimeSpan.FromMinutes(10));
        var watch = Stopwatch.StartNew();
        Task submitting = Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (number, _) =>
        {
            var request = new GenRequest { Model = models[number % models.Length], Input = { ["prompt"] = "fox", ["aspect_ratio"] = "1:1" } };
            if (request.Model.StartsWith("elevenlabs", StringComparison.Ordinal))
            {
                request = new GenRequest { Model = request.Model, Input = { ["text"] = "fox" } };
            }

            wait.Add(await session.SubmitAsync(request, CancellationToken.None, CancellationToken.None));
        });
        while (wait.Taken < count)
        {
            wait.TryTake(out _, 100, CancellationToken.None);
        }

        await submitting;
        return watch.Elapsed.TotalSeconds;
    }
}
