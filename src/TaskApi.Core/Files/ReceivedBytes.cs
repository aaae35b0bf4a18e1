using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>What was received of a result so far, on its way into a file: its hash and its end are known without reading it again.</summary>
internal sealed class ReceivedBytes : IDisposable
{
    // Asked for a second time, to see that what follows belongs to what is there.
    private const int OverlapLength = 4096;

    // Less is fetched again sooner than it is explained.
    private const int ShortestLeft = 64 * 1024;

    // What a killed process had for less than that is fetched again: a record for each of many small files would cost more than it saves.
    private static readonly TimeSpan NotedAfter = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly byte[] _last = new byte[OverlapLength];
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private MediaEnd _end = new();
    private int _lastLength;
    private PartRecord? _toNote;
    private long _expectedAt;

    private ReceivedBytes(PartFile part, TimeProvider clock)
    {
        Part = part;
        _clock = clock;
    }

    /// <summary>The file.</summary>
    public PartFile Part { get; }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>What the server called the content; null when it did not, and the rest cannot be asked for.</summary>
    public string? Tag { get; private set; }

    /// <summary>How many bytes there will be; null when the server did not say.</summary>
    public long? Whole { get; private set; }

    /// <summary>The last of the bytes, which come again when the rest is asked for.</summary>
    public ReadOnlyMemory<byte> Overlap => _last.AsMemory(0, _lastLength);

    /// <summary>From where on the rest can be asked for; null when all has to come again.</summary>
    public ResumePoint? ResumePoint => Tag is { } tag && Length > 0 ? new ResumePoint(Length - _lastLength, tag, Whole) : null;

    /// <summary>Why the bytes are no whole file; null when nothing says that they are not.</summary>
    public string? Problem => _end.Problem();

    /// <summary>Nothing yet.</summary>
    /// <param name="part">The file.</param>
    /// <param name="clock">Tells when there is so much that a later process shall go on with it, should this one be killed.</param>
    public static ReceivedBytes Begin(PartFile part, TimeProvider clock) => new(part, clock);

    /// <summary>What an earlier process received.</summary>
    /// <param name="part">The file; its head stays in the buffer.</param>
    /// <param name="record">What it is a part of.</param>
    /// <param name="head">Takes the beginning of the file.</param>
    /// <param name="clock">As in <see cref="Begin"/>.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Null when the file is too short to go on with: it is gone.</returns>
    public static async Task<ReceivedBytes?> GoOnAsync(PartFile part, PartRecord record, byte[] head, TimeProvider clock, CancellationToken stop)
    {
        var bytes = new ReceivedBytes(part, clock) { Tag = record.Tag, Whole = record.Whole };
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            int read;
            while ((read = await part.Stream.ReadAsync(buffer, 0, buffer.Length, stop).ConfigureAwait(false)) > 0)
            {
                if (bytes.Length < head.Length)
                {
                    Buffer.BlockCopy(buffer, 0, head, (int)bytes.Length, (int)Math.Min(read, head.Length - bytes.Length));
                }

                bytes.Note(buffer, read);
            }

            if (bytes.Length >= head.Length && !(bytes.Length > record.Whole))
            {
                return bytes;
            }
        }
        catch (OperationCanceledException)
        {
            _ = bytes.Leave();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        bytes.Dispose();
        return null;
    }

    /// <summary>Begins again with another content.</summary>
    public void Restart()
    {
        Part.Restart();
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _end = new MediaEnd();
        (Length, _lastLength, Tag, Whole, _toNote) = (0, 0, null, null, null);
    }

    /// <summary>Notes what the content is that comes now.</summary>
    /// <param name="source">Whose it is.</param>
    /// <param name="tag">What the server calls it; null when it cannot be gone on with.</param>
    /// <param name="whole">How many bytes it has; null when the server does not say.</param>
    public void Expect(PartSource source, string? tag, long? whole)
    {
        Tag = tag;
        Whole = whole;
        _toNote = tag is null ? null : new PartRecord(source, tag, whole);
        _expectedAt = _clock.GetTimestamp();
    }

    /// <summary>Takes the next bytes. They go to the system's cache: to wait for another thread that puts them there would take longer.</summary>
    public void Take(byte[] buffer, int length)
    {
        Part.Stream.Write(buffer, 0, length);
        Note(buffer, length);
        if (_toNote is not null && _clock.GetElapsedTime(_expectedAt) >= NotedAfter)
        {
            NoteRecord();
        }
    }

    /// <summary>Notes what these bytes are of, should the process be killed before the rest is here.</summary>
    public void NoteRecord()
    {
        if (_toNote is { } record)
        {
            Part.Note(record);
            _toNote = null;
        }
    }

    /// <summary>The SHA-256 of all bytes, in small hexadecimal letters. Nothing can be taken any more.</summary>
    public string Hash() => SavedFile.Hex(_hash.GetHashAndReset());

    /// <summary>Leaves for a later process what it can go on with, or else nothing; true when something is left.</summary>
    public bool Leave()
    {
        bool isLeft = false;
        try
        {
            if (Length >= ShortestLeft && Tag is not null)
            {
                NoteRecord();
                isLeft = Part.Leave();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A disk that has no room for the record: the file comes from its start then.
        }

        Dispose();
        return isLeft;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Part.Dispose();
        _hash.Dispose();
    }

    private void Note(byte[] buffer, int length)
    {
        _hash.AppendData(buffer, 0, length);
        _end.Take(buffer.AsSpan(0, length));
        Length += length;
        int kept = Math.Min(_lastLength, Math.Max(0, OverlapLength - length));
        Buffer.BlockCopy(_last, _lastLength - kept, _last, 0, kept);
        int added = Math.Min(length, OverlapLength);
        Buffer.BlockCopy(buffer, length - added, _last, kept, added);
        _lastLength = kept + added;
    }
}
