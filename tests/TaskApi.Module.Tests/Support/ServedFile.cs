using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>A file that a <see cref="FileServer"/> serves: a song, as far as its beginning tells, that repeats a block of bytes drawn from its seed.</summary>
internal sealed class ServedFile
{
    private const int LongestBlock = 1024 * 1024;

    // Files of the same seed and length share their bytes.
    private static readonly ConcurrentDictionary<(int Seed, int Length), byte[]> Blocks = new();

    private readonly byte[] _block;
    private readonly int _piece;
    private int _requests;
    private long _sent;
    private long _cutAt;
    private volatile Awaited? _awaited;

    /// <param name="length">How long it is, in bytes.</param>
    /// <param name="seed">What its bytes are drawn from.</param>
    /// <param name="piece">How many bytes are sent at once.</param>
    /// <param name="tag">What the server calls its content; null when it has no name for it.</param>
    public ServedFile(long length, int seed, int piece = 1024 * 1024, string? tag = "\"one\"")
    {
        Length = length;
        Tag = tag;
        _piece = piece;
        _block = Blocks.GetOrAdd((seed, (int)Math.Min(length, LongestBlock)), static key =>
        {
            byte[] block = new byte[key.Length];
            new Random(key.Seed).NextBytes(block);
            "ID3"u8.CopyTo(block);
            return block;
        });
    }

    public long Length { get; }

    public string? Tag { get; }

    /// <summary>How often it was asked for.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many of its bytes were sent in all.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>From where on it was asked for last.</summary>
    public long LastFrom { get; private set; }

    /// <summary>Breaks off the next answer when so many bytes are sent.</summary>
    public void CutAt(long sent) => Interlocked.Exchange(ref _cutAt, sent);

    /// <summary>Ends when so many bytes are sent in all. Only the number that was asked for last is looked at.</summary>
    public Task SentAsync(long bytes)
    {
        var awaited = new Awaited(bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _awaited = awaited;
        awaited.Look(Sent);
        return awaited.Come.Task;
    }

    public void CountRequest(long from)
    {
        LastFrom = from;
        Interlocked.Increment(ref _requests);
    }

    public void CountSent(int length)
    {
        long sent = Interlocked.Add(ref _sent, length);
        _awaited?.Look(sent);
        long cut = Interlocked.Read(ref _cutAt);
        if (cut > 0 && sent >= cut)
        {
            Interlocked.Exchange(ref _cutAt, 0);
            throw new IOException("It was to be cut.");
        }
    }

    /// <summary>The bytes from one on, in the pieces that are sent at once.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces(long from)
    {
        while (from < Length)
        {
            int start = (int)(from % _block.Length);
            int length = (int)Math.Min(Math.Min(_block.Length - start, _piece), Length - from);
            yield return _block.AsMemory(start, length);
            from += length;
        }
    }

    /// <summary>True for a file on the disk that has these very bytes.</summary>
    public bool IsIn(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length != Length)
        {
            return false;
        }

        byte[] buffer = new byte[_block.Length];
        foreach (ReadOnlyMemory<byte> piece in Pieces(0))
        {
            Span<byte> read = buffer.AsSpan(0, piece.Length);
            file.ReadExactly(read);
            if (!read.SequenceEqual(piece.Span))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Awaited(long Bytes, TaskCompletionSource Come)
    {
        public void Look(long sent)
        {
            if (sent >= Bytes)
            {
                _ = Come.TrySetResult();
            }
        }
    }
}
