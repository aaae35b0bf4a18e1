using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TaskApi.Emulator.Server;

/// <summary>Puts an emulator behind a socket of this machine.</summary>
internal static class EmulatorServer
{
    /// <summary>Listens until the process is told to stop.</summary>
    public static async Task RunAsync(ServerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The emulator sets its own limits, and answers in its own shape.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });

        await using WebApplication app = builder.Build();

        // The emulator writes the address that it listens on into its answers, and the address is known only when it listens.
        var started = new TaskCompletionSource<EmulatorFront>(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Run(async context => await (await started.Task).AnswerAsync(context));
        await app.StartAsync();
        string address = app.Urls.First();
        var plan = new FaultPlan(options.Faults);
        var requests = new RequestCounter();
        using GenEmulator emulator = Create(options, new Uri(address), plan, requests);
        started.SetResult(new EmulatorFront(emulator, plan, requests));
        if (options.StopWithStdin)
        {
            _ = Task.Run(() => StopWithStdin(app));
        }

        await Console.Out.WriteLineAsync($"Listening on {address}");
        await app.WaitForShutdownAsync();
    }

    private static GenEmulator Create(ServerOptions options, Uri address, FaultPlan plan, RequestCounter requests) => new(new EmulatorOptions
    {
        Clock = options.Speed == 1 ? TimeProvider.System : new ScaledTimeProvider(options.Speed),
        Seed = options.Seed,
        Balance = options.Balance,
        TaskSpeed = options.TaskSpeed,
        FailureRate = options.FailureRate,
        ApiKey = options.Key,
        EnforceLimits = options.EnforceLimits,
        PublicAddress = address,
        DecideCallback = plan.DecideCallback,
        RequestsInFlight = () => requests.InFlight,
    });

    // Reading standard input blocks its thread, whatever the method is called.
    private static void StopWithStdin(WebApplication app)
    {
        using Stream input = Console.OpenStandardInput();
        input.CopyTo(Stream.Null);
        app.Lifetime.StopApplication();
    }
}
