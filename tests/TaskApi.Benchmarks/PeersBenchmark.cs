using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>
/// Pictures of about 12 s with the module, and with the scripts that one would write without it: each in a PowerShell of its own, against
/// a server of its own with the same seed.
/// </summary>
internal static class PeersBenchmark
{
    private static readonly string[] Scripts = ["module", "paced-loop", "parallel", "loop"];

    public static void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} tasks of about 12 s; the server keeps real time"));
        foreach (string script in Scripts)
        {
            MeasureAsync(script, count).GetAwaiter().GetResult();
        }
    }

    private static async Task MeasureAsync(string script, int count)
    {
        using EmulatorServer server = await EmulatorServer.Start("--seed", "1");
        string path = Path.Combine(Repository.Root, "tests", "TaskApi.Benchmarks", "Peers", script + ".ps1");

        // Counted inside, so that the start of PowerShell is no part of it.
        string command = string.Create(CultureInfo.InvariantCulture, $"$watch = [Diagnostics.Stopwatch]::StartNew(); $all = @(& '{path}' {server.Address} {count} 2>&1); $errors = $all.Where{{ $_ -is [Management.Automation.ErrorRecord] }}; $done = @($all | Where-Object status -eq completed | Sort-Object {{ $_.task_id ?? $_.Id }} -Unique); '{{0:0.0}} {{1}} {{2}}' -f $watch.Elapsed.TotalSeconds, $done.Count, $errors.Count");
        string[] said = (await RunAsync(command)).Split(' ');
        JsonElement stats = await server.Stats();
        JsonElement create = stats.GetProperty("create");
        JsonElement poll = stats.GetProperty("poll");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {script,-10} {said[0],6} s   done {said[1]}, created {stats.GetProperty("tasks_created").GetInt32()}, errors {said[2]}   polls/task {stats.GetProperty("polls_per_task_mean").GetDouble():0.00}   mean lag {stats.GetProperty("lag_mean_seconds").GetDouble():0.0} s   largest in a second: {create.GetProperty("largest_in_a_second").GetInt32()} POST, {poll.GetProperty("largest_in_a_second").GetInt32()} GET   bans {create.GetProperty("bans").GetInt32() + poll.GetProperty("bans").GetInt32()}"));
    }

    private static async Task<string> RunAsync(string command)
    {
        using Process pwsh = Start(new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", command]) { RedirectStandardOutput = true });
        string said = await pwsh.StandardOutput.ReadToEndAsync();
        await pwsh.WaitForExitAsync();
        return said.Trim();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The scripts need Invoke-RestMethod, and thus a real PowerShell: 'pwsh' is not on the path.", missing);
        }
    }
}
