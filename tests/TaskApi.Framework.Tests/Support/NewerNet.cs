using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Tests;

/// <summary>
/// What the tests use of .NET, .NET Framework lacks, and the package Polyfill does not bring. Only the tests need it: what the module needs
/// must be there.
/// </summary>
internal static class NewerNet
{
    extension(string text)
    {
        public string Replace(string old, string by, StringComparison comparison) =>
            comparison == StringComparison.Ordinal ? text.Replace(old, by) : throw new NotSupportedException("Only Ordinal.");

        public static string Create(IFormatProvider provider, FormattableString interpolated) => interpolated.ToString(provider);
    }

    extension(DateTime)
    {
        public static DateTime UnixEpoch => new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    }

    extension(HttpStatusCode)
    {
        public static HttpStatusCode TooManyRequests => (HttpStatusCode)429;
    }

    extension(Task task)
    {
        public bool IsCompletedSuccessfully => task.Status == TaskStatus.RanToCompletion;
    }

    extension(Parallel)
    {
        public static Task ForAsync(int from, int to, CancellationToken stop, Func<int, CancellationToken, ValueTask> body) =>
            Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(part => Task.Run(
                async () =>
                {
                    for (int i = from + part; i < to; i += Environment.ProcessorCount)
                    {
                        await body(i, stop);
                    }
                },
                stop)));
    }

    extension(Array)
    {
        public static void Fill<T>(T[] array, T value)
        {
            for (int i = 0; i < array.Length; i++)
            {
                array[i] = value;
            }
        }
    }

    extension(HMACSHA256)
    {
        public static byte[] HashData(byte[] key, byte[] data)
        {
            using var hash = new HMACSHA256(key);
            return hash.ComputeHash(data);
        }
    }

    extension(GC)
    {
        // Nobody counts allocations there: what a test says of memory holds by itself, and only .NET tells.
        public static long GetAllocatedBytesForCurrentThread() => 0;
    }

    extension(ThreadPool)
    {
        // There is no count of what was done or waits, only of who works: the asker, and others.
        public static long CompletedWorkItemCount => 0;

        public static long PendingWorkItemCount
        {
            get
            {
                ThreadPool.GetMaxThreads(out int all, out _);
                ThreadPool.GetAvailableThreads(out int free, out _);
                return all - free - 1;
            }
        }
    }

    public static void Dispose(this TcpListener listener) => listener.Stop();

    public static async Task<Socket> AcceptSocketAsync(this TcpListener listener, CancellationToken stop)
    {
        using (stop.Register(listener.Stop))
        {
            return await listener.AcceptSocketAsync();
        }
    }

    public static bool TryRemove<TKey, TValue>(this ConcurrentDictionary<TKey, TValue> from, KeyValuePair<TKey, TValue> item)
        where TKey : notnull => ((ICollection<KeyValuePair<TKey, TValue>>)from).Remove(item);
}

/// <summary>Apart, because one class can have only one member of a name.</summary>
internal static class NewerTime
{
    extension(DateTimeOffset)
    {
        public static DateTimeOffset UnixEpoch => new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
