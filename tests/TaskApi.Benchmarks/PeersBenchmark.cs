using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>
/// Pictures of about 12 s with the module, and with the scripts that one would write without it: each in a PowerShell of its own, against
/// a server of its own with the same seed. Where no PowerShell is installed, the scripts' equals in C# run instead.
/// </summary>
internal static class PeersBenchmark
{
    private static readonly string[] Scripts = ["module", "paced-loop", "parallel", "loop"];

    public static void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        string? powerShell = args.Length > 1 ? args[1] : PowerShellProgram.Find();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"{count} tasks of about 12 s; the server keeps real time; " +
                $"{(powerShell is null ? "no pwsh on the PATH: the scripts' equals in C#" : "scripts in " + powerShell)}"));
        foreach (string script in Scripts)
        {
            MeasureAsync(script, count, powerShell).GetAwaiter().GetResult();
        }
    }

    private static async Task MeasureAsync(string name, int count, string? powerShell)
    {
        using EmulatorServer server = await EmulatorServer.Start("--seed", "1");
        string script = Path.Combine(Repository.Root, "tests", "TaskApi.Benchmarks", "Peers", name + ".ps1");
        PeerOutcome outcome =
            await (powerShell is null ? PeerPrograms.RunAsync(script, name, server.Address, count) : RunAsync(powerShell, script, server.Address, count));
        JsonElement stats = await server.Stats();
        JsonElement create = stats.GetProperty("create");
        JsonElement poll = stats.GetProperty("poll");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-10} {outcome.Seconds,6:0.0} s   done {outcome.Done}, created {stats.GetProperty("tasks_created").GetInt32()}, " +
            $"errors {outcome.Errors}   polls/task {stats.GetProperty("polls_per_task_mean").GetDouble():0.00}   " +
            $"mean lag {stats.GetProperty("lag_mean_seconds").GetDouble():0.0} s   " +
            $"largest in a second: {create.GetProperty("largest_in_a_second").GetInt32()} POST, {poll.GetProperty("largest_in_a_second").GetInt32()} GET   " +
            $"bans {create.GetProperty("bans").GetInt32() + poll.GetProperty("bans").GetInt32()}"));
    }

    private static async Task<PeerOutcome> RunAsync(string powerShell, string script, string address, int count)
    {
        // Counted inside, so that the start of PowerShell is no part of it.
        string command =
            string.Create(CultureInfo.InvariantCulture,
                $"$watch = [Diagnostics.Stopwatch]::StartNew(); $all = @(& '{script}' {address} {count} 2>&1); " +
                $"$errors = $all.Where{{ $_ -is [Management.Automation.ErrorRecord] }}; " +
                $"$done = @($all | Where-Object status -eq completed | Sort-Object {{ $_.task_id ?? $_.Id }} -Unique); " +
                $"'{{0:0.0}} {{1}} {{2}}' -f $watch.Elapsed.TotalSeconds, $done.Count, $errors.Count");
        using Process process =
            Process.Start(new ProcessStartInfo(powerShell, ["-NoProfile", "-NonInteractive", "-Command", command]) { RedirectStandardOutput = true })!;
        string[] said = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
        await process.WaitForExitAsync();
        return new PeerOutcome(double.Parse(said[0], CultureInfo.CurrentCulture), int.Parse(said[1], CultureInfo.InvariantCulture),
            int.Parse(said[2], CultureInfo.InvariantCulture));
    }
}
