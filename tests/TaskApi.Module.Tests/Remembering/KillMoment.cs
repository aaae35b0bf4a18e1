using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>When a process is killed, or something else befalls it: after some time, or when it has sent, asked or saved so much, and a little later.</summary>
internal sealed class KillMoment
{
    private const int MostOfEach = 12;
    private const int ShortestLife = 500;
    private const int LongestLife = 3500;
    private const int LongestAfter = 350;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(15);

    private readonly int _kind;
    private readonly int _count;
    private readonly TimeSpan _after;

    public KillMoment(Random random)
    {
        // Half of them among the submissions: that is where money is lost.
        _kind = random.Next(6);
        _count = random.Next(1, MostOfEach + 1);
        _after = TimeSpan.FromMilliseconds(_kind == 0 ? random.Next(ShortestLife, LongestLife) : random.Next(LongestAfter));
    }

    public string Name => _kind switch { 0 => "time", 1 => "asked", 2 => "saved", _ => "sent" };

    /// <summary>Kills the process at its moment, unless it ends before.</summary>
    /// <returns>True when it was killed.</returns>
    public async Task<bool> Kill(Process process, EmulatorServer server, string folder)
    {
        if (!await Comes(server, folder, () => process.HasExited))
        {
            return false;
        }

        process.Kill();
        await process.WaitForExitAsync();
        return process.ExitCode != 0;
    }

    /// <summary>Waits for the moment, unless everything is over before.</summary>
    /// <returns>True when it has come.</returns>
    public async Task<bool> Comes(EmulatorServer server, string folder, Func<bool> isOver)
    {
        int start = await Count(server, folder);
        while (!isOver() && await Count(server, folder) < start + (_kind == 0 ? 0 : _count))
        {
            await Task.Delay(Look);
        }

        await Task.Delay(_after);
        return !isOver();
    }

    public override string ToString() => FormattableString.Invariant($"{Name} {_count}, then {_after.TotalMilliseconds} ms");

    private async Task<int> Count(EmulatorServer server, string folder) => _kind switch
    {
        0 => 0,
        1 => Requests(await server.Stats(), "poll"),
        2 => Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0,
        _ => Requests(await server.Stats(), "create"),
    };

    private static int Requests(JsonElement stats, string verb) => stats.GetProperty(verb).GetProperty("requests").GetInt32();
}
