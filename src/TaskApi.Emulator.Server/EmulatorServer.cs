using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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
        var started = new TaskCompletionSource<GenEmulator>(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Run(async context => await AnswerAsync(context, await started.Task));
        await app.StartAsync();
        string address = app.Urls.First();
        using GenEmulator emulator = Create(options, new Uri(address));
        started.SetResult(emulator);
        if (options.StopWithStdin)
        {
            _ = Task.Run(() => StopWithStdin(app));
        }

        await Console.Out.WriteLineAsync($"Listening on {address}");
        await app.WaitForShutdownAsync();
    }

    private static GenEmulator Create(ServerOptions options, Uri address) => new(new EmulatorOptions
    {
        Clock = options.Speed == 1 ? TimeProvider.System : new ScaledTimeProvider(options.Speed),
        Seed = options.Seed,
        Balance = options.Balance,
        FailureRate = options.FailureRate,
        ApiKey = options.Key,
        EnforceLimits = options.EnforceLimits,
        PublicAddress = address,
    });

    private static async Task AnswerAsync(HttpContext context, GenEmulator emulator)
    {
        HttpRequest request = context.Request;
        EmulatorResponse answer = emulator.Handle(new EmulatorRequest
        {
            Method = request.Method,
            Path = request.Path.Value ?? "/",
            Authorization = request.Headers.Authorization,
            ContentType = request.ContentType,
            Range = request.Headers.Range,
            IfRange = request.Headers.IfRange,
            Body = await ReadBodyAsync(request),
        });
        context.Response.StatusCode = answer.StatusCode;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            context.Response.Headers[header.Key] = header.Value;
        }

        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    // One byte more than the largest body is enough for the emulator to see that a body is too large.
    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            bool enough = read.Buffer.Length > GenEmulator.LargestUpload;
            if (read.IsCompleted || enough)
            {
                byte[] body = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, GenEmulator.LargestUpload + 1)).ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // Reading standard input blocks its thread, whatever the method is called.
    private static void StopWithStdin(WebApplication app)
    {
        using Stream input = Console.OpenStandardInput();
        input.CopyTo(Stream.Null);
        app.Lifetime.StopApplication();
    }
}
