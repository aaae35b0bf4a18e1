using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;
using Xunit.Sdk;

namespace TaskApi.Module.Tests.Faults;

/// <summary>A server on which something goes wrong, and a runspace connected to it.</summary>
internal sealed class FaultyRun : IDisposable
{
    // The client keeps real seconds, the server's pass twenty times as fast: what the client sends in one of its seconds, at most ten
    // requests, cannot break the limit of ten in a twentieth of it.
    private const string Speed = "20";

    private FaultyRun(EmulatorServer server, ModuleHost host)
    {
        Server = server;
        Host = host;
    }

    public EmulatorServer Server { get; }

    public ModuleHost Host { get; }

    /// <summary>So many rows with prompts of their own.</summary>
    public static string Rows(int count) => $"1..{count} | ForEach-Object {{ \"fox $_\" }}";

    /// <summary>The submission of so many rows.</summary>
    public static string Submit(int count) => $"{Rows(count)} | New-GenTask google/nano-banana -AspectRatio 1:1";

    /// <summary>Starts the server and connects.</summary>
    /// <param name="connect">Further arguments of Connect-GenService.</param>
    /// <param name="screen">Where the runspace shows things; null for nowhere.</param>
    /// <param name="faults">What goes wrong.</param>
    public static async Task<FaultyRun> Start(string connect, CapturingHost? screen, params string[] faults)
    {
        string[] options = [.. faults.SelectMany(fault => (string[])["--fault", fault])];
        EmulatorServer server = await EmulatorServer.Start(["--speed", Speed, "--seed", "1", .. options]);
        var host = new ModuleHost(screen);
        host.Run($$"""
            $key = [System.Security.SecureString]::new(); 'sk-any'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            $session = Connect-GenService -ApiKey $key -Endpoint {{server.Address}} {{connect}}
            """);
        return new FaultyRun(server, host);
    }

    /// <summary>
    /// Tries several faults at once, each with a server and a runspace of its own: most of the time is waiting, as the client keeps real
    /// seconds. All that failed are told, each with its fault.
    /// </summary>
    public static async Task TryAll(IEnumerable<string> faults, Func<string, Task> test)
    {
        string[] failures = await Task.WhenAll(faults.Select(async fault =>
        {
            try
            {
                await test(fault);
                return "";
            }
            catch (Exception failure) when (failure is XunitException or TimeoutException)
            {
                return $"{fault}: {failure}";
            }
        }));
        string told = string.Join(Environment.NewLine, failures).Trim();
        Assert.True(told.Length == 0, told);
    }

    /// <summary>Every row came out as one task or as one error, and no row was paid for twice.</summary>
    public async Task<JsonElement> AssertAllAccountedFor(RunResult run, int rows)
    {
        string[] prompts = [.. run.Output.Select(task => $"{task.Input("prompt")}"), .. run.Errors.Select(PromptOf)];
        Assert.Equal([.. Enumerable.Range(1, rows).Select(row => $"fox {row}").Order(StringComparer.Ordinal)], prompts.Order(StringComparer.Ordinal));
        JsonElement stats = await Server.Stats();
        Assert.InRange(stats.GetProperty("tasks_per_body_max").GetInt32(), 0, 1);
        AssertLimitsKept(stats);
        return stats;
    }

    public void Dispose()
    {
        Host.Dispose();
        Server.Dispose();
    }

    private static void AssertLimitsKept(JsonElement stats)
    {
        foreach (string verb in (string[])["create", "poll"])
        {
            Assert.Equal(0, stats.GetProperty(verb).GetProperty("bans").GetInt32());
        }
    }

    private static string PromptOf(ErrorRecord error) => $"{PSObject.AsPSObject(error.TargetObject).Input("prompt")}";
}
