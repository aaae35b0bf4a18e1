using System;

namespace TaskApi.Emulator;

/// <summary>Opens sessions with an emulator of their own, in this process: offline, free, and as fast as wanted.</summary>
public static class LocalService
{
    private static readonly Uri Address = new("https://emulator.taskapi.invalid");

    /// <summary>Opens a session.</summary>
    /// <param name="options">How the emulated service behaves.</param>
    public static GenSession Open(LocalServiceOptions options)
    {
        // One clock for both sides: at ten times the speed the service's second and the client's pacing shrink alike.
        TimeProvider clock = options.Speed == 1 ? TimeProvider.System : new ScaledTimeProvider(options.Speed);
        var emulator = new GenEmulator(new EmulatorOptions
        {
            Clock = clock,
            Seed = options.Seed,
            Balance = options.Balance,
            FailureRate = options.FailureRate,
            Catalog = options.Catalog,
            PublicAddress = Address,
        });
        return new GenSession(new GenSessionOptions
        {
            Endpoint = Address,
            IsLocal = true,
            Key = new ApiKey("local"),
            Catalog = options.Catalog,
            Transport = new EmulatorHandler(emulator),
            Clock = clock,
            Limits = new AccountLimits(clock),
            Ledger = options.Ledger,
        });
    }
}
