using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Fuzzing;

/// <summary>
/// Gives a reader its share of broken inputs, on all processors, and fails at the first that ends in an error that is not documented, takes too much
/// memory, or does not end. What a hang is, is told by the work that was done, so that a slow machine is none.
/// </summary>
internal static class FuzzRun
{
    /// <summary>How many readers share the inputs.</summary>
    public const int Readers = 7;

    // Each has its own numbers, so that the inputs are the same on any number of processors.
    private const int Workers = 4;

    // For an input of at most 64 KB. What reads a table or an answer makes objects of many times its length, but not of many thousand times.
    private const long MostAllocated = 64L * 1024 * 1024;

    // What a reader may leave behind, for all of its inputs together: what is kept for each of them would be more.
    private const long MostKept = 16L * 1024 * 1024;

    // Of all processors, with one input at work all the while. The longest takes some milliseconds.
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(60);

    // Looks, a second apart, with one input at work all the while: who waits for what never comes does no work.
    private const int MostLooks = 300;

    private static readonly int Total = int.Parse(Environment.GetEnvironmentVariable("TASKAPI_FUZZ") ?? "100000", CultureInfo.InvariantCulture);

    /// <summary>What all numbers come from; TASKAPI_FUZZ_SEED repeats a run.</summary>
    public static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("TASKAPI_FUZZ_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>How many inputs each reader gets, of those that TASKAPI_FUZZ says, rounded up.</summary>
    public static int Count => (Total + Readers - 1) / Readers;

    /// <summary>Runs a reader.</summary>
    /// <param name="count">How many inputs it gets.</param>
    /// <param name="whole">Inputs that are read without a problem, to be broken.</param>
    /// <param name="open">Makes a reader for one worker, by the worker's number.</param>
    /// <param name="name">The reader's name.</param>
    public static async Task RunAsync(int count, byte[][] whole, Func<int, Action<byte[]>> open, [CallerMemberName] string name = "")
    {
        var watch = Stopwatch.StartNew();
        long kept = GC.GetTotalMemory(forceFullCollection: true);
        byte[][] current = [.. Enumerable.Range(0, Workers).Select(_ => Array.Empty<byte>())];
        long[] most = new long[Workers];
        int done = 0;
        using var failed = new CancellationTokenSource();
        Task all = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() =>
        {
            Action<byte[]> read = open(worker);
            var mutator = new Mutator(new Random(unchecked(Seed + worker)), whole);
            int share = (count / Workers) + (worker < count % Workers ? 1 : 0);
            for (int number = 0; number < share && !failed.IsCancellationRequested; number++)
            {
                byte[] input = number < whole.Length ? whole[number] : mutator.Next();
                Volatile.Write(ref current[worker], input);
                most[worker] = Math.Max(most[worker], Try(read, input, failed));
                Interlocked.Increment(ref done);
            }
        })));
        await WatchAsync(all, current);
        await all;
        Assert.Equal(count, done);
        current = [];
        kept = GC.GetTotalMemory(forceFullCollection: true) - kept;
        Tell(name, count, watch.Elapsed, FormattableString.Invariant($"at most {most.Max() / 1024} KB made for one, {kept / 1024} KB kept of all"));
        Assert.InRange(kept, long.MinValue, MostKept);
    }

    /// <summary>Says what was done, in the test's output.</summary>
    public static void Tell(string name, int count, TimeSpan taken, string more) => TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
        $"{name.Replace('_', ' ')}: {count:N0} inputs in {taken.TotalSeconds:0.0} s; {more}; seed {Seed}"));

    /// <summary>An input, with what it takes to have it again.</summary>
    public static string Shown(string what, byte[] input) => FormattableString.Invariant($"{what}; seed {Seed}, input {Convert.ToBase64String(input)}");

    /// <summary>
    /// Looks on until all is done, or an input does not end. It ends with the work, at once; that a reader hangs is nothing that an event tells,
    /// and its work is on the machine's own clock.
    /// </summary>
    private static async Task WatchAsync(Task all, byte[][] current)
    {
        using var process = Process.GetCurrentProcess();
        var seen = new (byte[]? Input, TimeSpan Work, int Looks)[current.Length];
        while (await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(1))) != all)
        {
            process.Refresh();
            TimeSpan work = process.TotalProcessorTime;
            for (int worker = 0; worker < current.Length; worker++)
            {
                byte[] now = Volatile.Read(ref current[worker]);
                seen[worker] = ReferenceEquals(seen[worker].Input, now) ? seen[worker] with { Looks = seen[worker].Looks + 1 } : (now, work, 0);
                bool isStuck = work - seen[worker].Work > MostWork || seen[worker].Looks > MostLooks;
                Assert.False(isStuck && !all.IsCompleted && now.Length > 0, Shown("The reader does not end", now));
            }
        }
    }

    /// <summary>Reads an input; gives the bytes that were allocated.</summary>
    private static long Try(Action<byte[]> read, byte[] input, CancellationTokenSource failed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(input);
        }
        catch (Exception documented) when (documented is GenServiceException or HttpRefusedException or EndOfStreamException)
        {
            // As it says.
        }
        catch (Exception failure)
        {
            failed.Cancel();
            throw new InvalidOperationException(Shown("An error that is not documented", input), failure);
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken < MostAllocated, Shown(FormattableString.Invariant($"{taken} bytes were taken"), input));
        return taken;
    }
}
