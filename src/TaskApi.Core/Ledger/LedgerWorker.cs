using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace TaskApi;

/// <summary>
/// Who sends requests, as the ledger names them: a pipeline in a process on a machine. A request under way whose worker is gone has an
/// unknown outcome; one whose worker lives is simply not ready yet.
/// </summary>
internal sealed class LedgerWorker : IDisposable
{
    // In seconds: Linux tells the start by the time since the machine's own, which is not read equally by every process.
    private const long StartTolerance = 2;

    // One per process: pipelines of all runspaces ask about each other.
    private static readonly ConcurrentDictionary<string, bool> Living = new(StringComparer.Ordinal);
    private static readonly string ThisProcess = DescribeProcess();

    /// <summary>A new worker of this process.</summary>
    public LedgerWorker()
    {
        Name = ThisProcess + "/" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        Living[Name] = true;
    }

    /// <summary>The worker's name: machine/process/its start/a word of its own.</summary>
    public string Name { get; }

    /// <summary>True when a worker surely is gone; false when it lives, or runs on another machine, of which nothing is known here.</summary>
    public static bool IsGone(string name)
    {
        if (name.StartsWith(ThisProcess + "/", StringComparison.Ordinal))
        {
            return !Living.ContainsKey(name);
        }

        string[] parts = name.Split('/');
        return parts.Length == 4
            && parts[0] == Machine
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            && IsAnother(id, start);
    }

    /// <summary>The worker is done.</summary>
    public void Dispose() => Living.TryRemove(Name, out _);

    private static string Machine => Environment.MachineName.Replace('/', '_');

    private static string DescribeProcess()
    {
        using var process = Process.GetCurrentProcess();
        return FormattableString.Invariant($"{Machine}/{process.Id}/{StartOf(process)}");
    }

    /// <summary>True when no process has that number, or one that started at another time: numbers are used again.</summary>
    private static bool IsAnother(int id, long start)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return Math.Abs(StartOf(process) - start) > StartTolerance;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Somebody else's process: there is one, but its start is not told.
            return false;
        }
    }

    private static long StartOf(Process process) => new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
}
