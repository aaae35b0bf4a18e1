using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Sql;

namespace TaskApi.Ledger.Postgres;

/// <summary>Does what a server is needed for, and waits for a server that is lost for as long as it may come back.</summary>
/// <param name="source">The connections.</param>
/// <param name="place">Where the ledger is.</param>
/// <param name="user">Who logs in.</param>
/// <param name="patience">So long a lost server is waited for.</param>
internal sealed class PostgresPatience(NpgsqlDataSource source, string place, string? user, TimeSpan patience) : IDisposable
{
    /// <summary>So long a lost server is waited for.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    // Where this process was let in. The ledger and the slots have connections of their own, and whichever is second knows from the first that
    // the address is right; a server that nobody has reached yet is probably at another one, and there is nothing to wait for.
    private static readonly ConcurrentDictionary<string, bool> Reached = new(StringComparer.Ordinal);

    private readonly CancellationTokenSource _closing = new();

    // What is under way, and one for the store itself until it is closed.
    private readonly CountdownEvent _underWay = new(1);
    private bool _isClosed;

    /// <summary>A connection from the pool.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(_closing.Token).ConfigureAwait(false);
        Reached[place] = true;
        return connection;
    }

    /// <summary>
    /// Tries until it works, for as long as the server may come back. What is tried can be done twice: a write whose commit was not answered
    /// may be in the database.
    /// </summary>
    /// <param name="attempt">What is tried.</param>
    public async Task<T> PersistAsync<T>(Func<Task<T>> attempt)
    {
        if (!_underWay.TryAddCount())
        {
            throw Closed(null);
        }

        try
        {
            long begin = Stopwatch.GetTimestamp();
            for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                try
                {
                    return await attempt().ConfigureAwait(false);
                }
                catch (Exception failure) when (IsWorthWaiting(failure) && Stopwatch.GetElapsedTime(begin) + pause < patience)
                {
                    // Where one connection was lost, the others in the pool probably were too.
                    source.Clear();
                }

                await Task.Delay(pause, _closing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException closing) when (_isClosed)
        {
            throw Closed(closing);
        }
        catch (Exception failure) when (PostgresFailure.IsOfServer(failure))
        {
            throw PostgresFailure.Explain(failure, place, user);
        }
        finally
        {
            _underWay.Signal();
        }
    }

    /// <summary>Begins nothing any more, and waits for what is under way, which a server that is lost must not delay for long.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        if (!_underWay.Signal())
        {
            _underWay.Wait(LongestClosing);
        }

        _closing.Cancel();
        _closing.Dispose();
    }

    private bool IsWorthWaiting(Exception failure) =>
        Reached.ContainsKey(place) ? PostgresFailure.IsPassing(failure) : PostgresFailure.IsServerBusy(failure);

    private GenServiceException Closed(Exception? failure) => LedgerFailure.Of(place, "it was closed.", failure);
}
