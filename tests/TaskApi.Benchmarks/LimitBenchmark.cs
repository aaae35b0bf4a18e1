using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>
/// Shows that nobody is banned: submits and waits with the module's cmdlets, from one runspace and from several at once, near to a server
/// and far from it, with all cores busy, and holds what the server has seen against the service's limit. The server keeps real time.
/// </summary>
internal static class LimitBenchmark
{
    private const int Limit = 10;
    private const double LeastShareOfRate = 0.95;

    private static readonly int[] LatencyMilliseconds = [0, 100, 300];
    private static readonly int[] RunspaceCounts = [1, 8];

    public static void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
        int[] latencies = args.Length > 1 ? [int.Parse(args[1], CultureInfo.InvariantCulture)] : LatencyMilliseconds;
        int[] runspaceCounts = args.Length > 2 ? [int.Parse(args[2], CultureInfo.InvariantCulture)] : RunspaceCounts;
        using var busy = new BusyCores();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count:N0} tasks a run, {Environment.ProcessorCount} cores kept busy by another process, .NET {Environment.Version}"));
        foreach (int latency in latencies)
        {
            foreach (int runspaces in runspaceCounts)
            {
                MeasureAsync(count, latency, runspaces).GetAwaiter().GetResult();
            }
        }
    }

    private static async Task MeasureAsync(int count, int latency, int runspaces)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"latency {latency} ms, runspaces {runspaces}"));
        using EmulatorServer server =
            await EmulatorServer.Start("--seed", "1", "--fault", string.Create(CultureInfo.InvariantCulture, $"latency:both:1:{latency}"));
        PSObject[][] outputs = await Task.WhenAll(Enumerable.Range(0, runspaces).Select(number =>
            // Threads of their own, as pipelines have them: blocked threads of the pool would hold up the answers.
            Task.Factory.StartNew(() => SubmitAndWait(server, number, count / runspaces), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
        PSObject[] tasks = [.. outputs.SelectMany(output => output)];
        JsonElement stats = await server.Stats();
        int sent = count / runspaces * runspaces;
        double rate = SubmissionRate(tasks);
        double best = Limit / (SlotPool.Window.TotalSeconds + (latency / 1000.0));

        Show("most POSTs in a second", Figure(stats, "create", "largest_in_a_second"), "at most 10", value => value <= Limit);
        Show("most GETs in a second", Figure(stats, "poll", "largest_in_a_second"), "at most 10", value => value <= Limit);
        Show("bans", Figure(stats, "create", "bans") + Figure(stats, "poll", "bans"), "none", value => value == 0);
        Show("most tasks of one body", stats.GetProperty("tasks_per_body_max").GetInt32(), "at most 1", value => value <= 1);
        Show("tasks created", stats.GetProperty("tasks_created").GetInt32(), $"{sent}", value => value == sent);
        Show("tasks completed", tasks.Count(task => task.Properties["Status"].Value.ToString() == "Completed"), $"{sent}", value => value == sent);
        Show("submissions a second", rate, string.Create(CultureInfo.InvariantCulture,
            $"at least {LeastShareOfRate:P0} of 10 / (1 + latency + margin) = {best:0.00}; {rate / best:P1}"), value => value >= LeastShareOfRate * best);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"        {Figure(stats, "create", "requests")} POSTs, {Figure(stats, "poll", "requests")} GETs, " +
                $"{stats.GetProperty("last_seen_seconds").GetDouble():0} s"));
    }

    private static PSObject[] SubmitAndWait(EmulatorServer server, int number, int count)
    {
        using PowerShell shell = ModuleShell.Open();
        var output = shell.AddScript($$"""
            $key = [System.Security.SecureString]::new(); 'sk-limit'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            $null = Connect-GenService -ApiKey $key -Endpoint {{server.Address}}
            1..{{count}} | ForEach-Object { "fox {{number}} $_" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask
            Disconnect-GenService
            """).Invoke();
        foreach (ErrorRecord error in shell.Streams.Error)
        {
            Console.WriteLine("        " + error);
        }

        shell.Runspace.Dispose();
        return [.. output];
    }

    /// <summary>Submissions a second after the first ten, which go at once.</summary>
    private static double SubmissionRate(PSObject[] tasks)
    {
        DateTimeOffset[] times = [.. tasks.Select(task => (DateTimeOffset)task.Properties["SubmittedAt"].Value).Order()];
        return (times.Length - Limit) / (times[^1] - times[0]).TotalSeconds;
    }

    private static int Figure(JsonElement stats, string verb, string name) => stats.GetProperty(verb).GetProperty(name).GetInt32();

    private static void Show(string name, double value, string target, Predicate<double> passes)
    {
        bool passed = passes(value);
        Environment.ExitCode = passed ? Environment.ExitCode : 1;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(passed ? "PASS" : "FAIL")}  {name,-22} {value,8:0.##}  ({target})"));
    }
}
