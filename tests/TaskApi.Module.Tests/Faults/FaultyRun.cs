using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;
using Xunit.Sdk;

namespace TaskApi.Module.Tests.Faults;

/// <summary>A server on which something goes wrong, and a runspace connected to it.</summary>
internal sealed class FaultyRun : IDisposable
{
    // Of the server's clock and, unless a test is about dates, of the client's.
    private const double Speed = 20;

    // A minute of these clocks is longer than a busy machine takes for what a test does in it.
    private const double Slowly = 4;

    // In real time. No test has a request wait so long; one that is about requests without an answer waits the short time for each.
    private static readonly TimeSpan LongTimeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(10);

    // Each has a server to start: more at once would only keep each other waiting.
    private const int MostAtOnce = 4;

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

    /// <summary>The real time that so many seconds of the fast clocks take.</summary>
    public static TimeSpan ToReal(double seconds) => TimeSpan.FromSeconds(seconds / Speed);

    /// <summary>Starts the server and connects a client on a clock that is as fast as the server's.</summary>
    /// <param name="faults">What goes wrong.</param>
    public static Task<FaultyRun> Start(params string[] faults) => Begin(new Client(), Speed, faults);

    /// <summary>Starts the server and connects a client whose requests go through a handler.</summary>
    public static Task<FaultyRun> Start(HttpMessageHandler transport, params string[] faults) => Begin(new Client { Transport = transport }, Speed, faults);

    /// <summary>Starts the server and connects a client, on clocks that leave more real time to what may take a minute.</summary>
    public static Task<FaultyRun> StartSlowly(params string[] faults) => Begin(new Client(), Slowly, faults);

    /// <summary>Starts the server and connects a client, on clocks that keep real seconds.</summary>
    public static Task<FaultyRun> StartInRealSeconds(params string[] faults) => Begin(new Client(), 1, faults);

    /// <summary>Starts the server and connects a client that gives up a request after a short time, if the fault is that no answer comes.</summary>
    public static Task<FaultyRun> StartImpatient(string fault) =>
        Begin(new Client { RequestTimeout = fault.StartsWith("stall", StringComparison.Ordinal) ? ShortTimeout : LongTimeout }, Speed, [fault]);

    /// <summary>Starts the server and connects a client whose requests go through a handler, and a screen.</summary>
    public static Task<FaultyRun> Start(CapturingHost screen, HttpMessageHandler transport, params string[] faults) =>
        Begin(new Client { Screen = screen, Transport = transport }, Speed, faults);

    /// <summary>Starts the server and connects a client with a screen, whose pipelines wait that long for what is under way at their end.</summary>
    public static Task<FaultyRun> Start(CapturingHost screen, TimeSpan patience) => Begin(new Client { Screen = screen, Patience = patience }, Speed, []);

    /// <summary>Starts the server and connects a client on a clock that is as fast as the server's.</summary>
    /// <param name="client">What is special about the client.</param>
    /// <param name="speed">How fast both clocks are.</param>
    /// <param name="faults">What goes wrong.</param>
    private static async Task<FaultyRun> Begin(Client client, double speed, string[] faults)
    {
        EmulatorServer server = await StartServer(speed, faults);
        var host = new ModuleHost(client.Screen);
        FastClient.Connect(host, server.Address, speed, client.RequestTimeout, client.Transport, patience: client.Patience);
        return new FaultyRun(server, host);
    }

    /// <summary>
    /// Starts the server and connects a client that keeps real seconds, as users do. What it sends in one of its seconds, at most ten
    /// requests, cannot break the limit of ten in a twentieth of it.
    /// </summary>
    public static async Task<FaultyRun> StartInRealTime(params string[] faults)
    {
        EmulatorServer server = await StartServer(Speed, faults);
        var host = new ModuleHost();
        host.Run($$"""
            $key = [System.Security.SecureString]::new(); 'sk-any'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            $session = Connect-GenService -ApiKey $key -Endpoint {{server.Address}}
            """);
        return new FaultyRun(server, host);
    }

    /// <summary>
    /// Tries several faults, a few at once, each with a server and a runspace of its own. All that failed are told, each with its fault.
    /// </summary>
    public static async Task TryAll(IEnumerable<string> faults, Func<string, Task> test)
    {
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(faults, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, async (fault, _) =>
        {
            try
            {
                await test(fault);
            }
            catch (Exception failure) when (failure is XunitException or TimeoutException)
            {
                failures.Enqueue($"{fault}: {failure}");
            }
        });
        Assert.True(failures.IsEmpty, string.Join(Environment.NewLine, failures));
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

    private static Task<EmulatorServer> StartServer(double speed, string[] faults) =>
        EmulatorServer.Start(
            ["--speed", speed.ToString(CultureInfo.InvariantCulture), "--seed", "1", .. faults.SelectMany(fault => (string[])["--fault", fault])]);

    private static void AssertLimitsKept(JsonElement stats)
    {
        foreach (string verb in (string[])["create", "poll"])
        {
            Assert.Equal(0, stats.GetProperty(verb).GetProperty("bans").GetInt32());
        }
    }

    private static string PromptOf(ErrorRecord error) => $"{PSObject.AsPSObject(error.TargetObject).Input("prompt")}";

    /// <summary>What may be special about a client.</summary>
    private sealed record Client
    {
        /// <summary>Where the runspace shows things; null for nowhere.</summary>
        public CapturingHost? Screen { get; init; }

        /// <summary>How long one request may take, in real time.</summary>
        public TimeSpan RequestTimeout { get; init; } = LongTimeout;

        /// <summary>What its requests go through; null for the module's own.</summary>
        public HttpMessageHandler? Transport { get; init; }

        /// <summary>How long what is under way may take when a pipeline ends, in real time; null for what tests usually have.</summary>
        public TimeSpan? Patience { get; init; }
    }
}
