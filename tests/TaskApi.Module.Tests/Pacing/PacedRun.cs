using System;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pacing;

/// <summary>A server whose limits are in real time, as the service's are, while its tasks take a few seconds; and runspaces connected to it.</summary>
internal sealed class PacedRun : IDisposable
{
    private PacedRun(EmulatorServer server) => Server = server;

    public EmulatorServer Server { get; }

    public static async Task<PacedRun> Start() => new(await EmulatorServer.Start("--task-speed", "4", "--seed", "1"));

    /// <summary>The submission of so many rows, each with a prompt of its own.</summary>
    public static string Submit(int count, string name = "fox") =>
        $"1..{count} | ForEach-Object {{ \"{name} $_\" }} | New-GenTask google/nano-banana -AspectRatio 1:1";

    /// <summary>
    /// A runspace with two sessions: its own, and <c>$looking</c>, which knows nothing of the tasks that the other one submits and so looks at
    /// them at once. Both use the same key, and thus the same limits.
    /// </summary>
    public ModuleHost Connect()
    {
        var host = new ModuleHost();
        host.Run($$"""
            $key = [System.Security.SecureString]::new(); 'sk-any'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            $looking = Connect-GenService -ApiKey $key -Endpoint {{Server.Address}}
            $null = Connect-GenService -ApiKey $key -Endpoint {{Server.Address}}
            """);
        return host;
    }

    /// <summary>The server saw no more than its limit allows, of both verbs.</summary>
    public async Task<JsonElement> AssertLimitsKept()
    {
        JsonElement stats = await Server.Stats();
        foreach (string verb in (string[])["create", "poll"])
        {
            Assert.InRange(stats.GetProperty(verb).GetProperty("largest_in_a_second").GetInt32(), 1, 10);
            Assert.Equal(0, stats.GetProperty(verb).GetProperty("bans").GetInt32());
        }

        return stats;
    }

    public void Dispose() => Server.Dispose();
}
