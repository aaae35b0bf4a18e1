using System;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Emulator;

namespace TaskApi.Benchmarks;

/// <summary>An emulated service of one measurement, its clock, and what it has seen.</summary>
internal sealed class EmulatedService : IDisposable
{
    private static readonly Uri Address = new("https://emulator.taskapi.invalid");

    private readonly GenEmulator _emulator;

    public EmulatedService(double speed, bool hasLimits, int seed = 1)
    {
        Clock = speed == 1 ? TimeProvider.System : new ScaledTimeProvider(speed);
        _emulator = new GenEmulator(new EmulatorOptions { Clock = Clock, Seed = seed, Balance = 1_000_000, EnforceLimits = hasLimits, PublicAddress = Address });
    }

    public TimeProvider Clock { get; }

    /// <summary>A client without any pacing, as a user would write one.</summary>
    public HttpClient BareClient()
    {
        var client = new HttpClient(new EmulatorHandler(_emulator)) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "key");
        return client;
    }

    /// <summary>A session of the module, with these limits.</summary>
    public GenSession Session(AccountLimits limits) => new(new GenSessionOptions
    {
        Endpoint = Address,
        IsLocal = true,
        Key = new ApiKey("key"),
        Transport = new EmulatorHandler(_emulator),
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

    public void Dispose() => _emulator.Dispose();
}
