using System;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Emulator;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>An emulated service of one measurement, its clock, and what it has seen.</summary>
internal sealed class EmulatedService : IDisposable
{
    private const int Balance = 1_000_000;

    private readonly IDisposable _service;
    private readonly Uri _address;
    private readonly Func<HttpMessageHandler> _connect;

    private EmulatedService(TimeProvider clock, IDisposable service, Uri address, Func<HttpMessageHandler> connect)
    {
        Clock = clock;
        _service = service;
        _address = address;
        _connect = connect;
    }

    public TimeProvider Clock { get; }

    /// <summary>The service in this process.</summary>
    public static EmulatedService InProcess(double speed, bool hasLimits, int seed = 1)
    {
        TimeProvider clock = ClockOf(speed);
        var address = new Uri("https://emulator.taskapi.invalid");
        var emulator =
            new GenEmulator(new EmulatorOptions { Clock = clock, Seed = seed, Balance = Balance, EnforceLimits = hasLimits, PublicAddress = address });
        return new EmulatedService(clock, emulator, address, () => new EmulatorHandler(emulator));
    }

    /// <summary>The service as a process of its own, behind sockets, without limits.</summary>
    public static EmulatedService OverSockets(double speed)
    {
        EmulatorServer server = EmulatorServer.Start("--speed", Text(speed), "--seed", "1", "--balance", Text(Balance), "--no-limits").GetAwaiter().GetResult();
        return new EmulatedService(ClockOf(speed), server, new Uri(server.Address), NetworkTransport.Create);
    }

    /// <summary>The service as a process of its own, behind sockets, with its limits and at the pace of the clock; only its tasks are faster.</summary>
    public static EmulatedService InRealTime(double taskSpeed)
    {
        EmulatorServer server = EmulatorServer.Start("--task-speed", Text(taskSpeed), "--seed", "1").GetAwaiter().GetResult();
        return new EmulatedService(TimeProvider.System, server, new Uri(server.Address), NetworkTransport.Create);
    }

    /// <summary>A client without any pacing, as a user would write one.</summary>
    public HttpClient BareClient()
    {
        var client = new HttpClient(_connect()) { BaseAddress = _address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "key");
        return client;
    }

    /// <summary>A session of the module, with these limits.</summary>
    public GenSession Session(AccountLimits limits, Func<ILedger>? ledger = null) => new(new GenSessionOptions
    {
        Ledger = ledger,
        Endpoint = _address,
        Key = new ApiKey("key"),
        Transport = _connect(),
        Clock = Clock,
        Limits = limits,
        // On a fast clock a pause of the garbage collector is minutes.
        RequestTimeout = TimeSpan.FromDays(10),
    });

    public async Task<JsonElement> StatsAsync()
    {
        using HttpClient client = BareClient();
        using var stats = JsonDocument.Parse(await client.GetStringAsync(new Uri("/_stats", UriKind.Relative)));
        return stats.RootElement.Clone();
    }

    public void Dispose() => _service.Dispose();

    private static TimeProvider ClockOf(double speed) => speed == 1 ? TimeProvider.System : new ScaledTimeProvider(speed);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
