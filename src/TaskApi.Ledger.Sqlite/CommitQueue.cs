using System;
using System.Collections.Generic;
using System.Data;
using System.Diagnostics;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;

namespace TaskApi.Ledger.Sqlite;

/// <summary>
/// Writes to one connection in the order of coming, and commits together what came together: while one commit waits for the disk, the
/// next ones gather. A write is durable when its task ends.
/// </summary>
internal sealed class CommitQueue(SqliteConnection connection, object gate, Func<SqliteException, GenServiceException> explain)
{
    // A value that the tables do not allow: the fault of one write.
    private const int Constraint = 19;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(50);

    private readonly Queue<Write> _waiting = new();
    private bool _isWriting;

    // The thread whose turn it is; 0 for none.
    private volatile int _writer;

    /// <summary>Writes, and ends when the write is durable.</summary>
    /// <exception cref="GenServiceException">It could not be written; nothing of it is in the store.</exception>
    public Task<T> WriteAsync<T>(Func<T> write)
    {
        // What follows a write follows in the order of the writes: rows of a table leave in their order. Nothing that follows may wait for another write.
        var ended = new TaskCompletionSource<T>();
        T result = default!;
        var item = new Write(() => result = write(), () => ended.TrySetResult(result), failure => ended.TrySetException(failure));
        bool isFirst;
        lock (_waiting)
        {
            _waiting.Enqueue(item);
            isFirst = !_isWriting;
            _isWriting = true;
        }

        if (isFirst)
        {
            // Here, and not on a thread of the pool, which may be busy: who writes alone has written when this returns.
            WriteInTurn();
        }

        return ended.Task;
    }

    /// <summary>Waits until all writes so far have ended.</summary>
    public void Finish()
    {
        if (_writer != Environment.CurrentManagedThreadId)
        {
            WriteAsync(static () => true).GetAwaiter().GetResult();
            return;
        }

        // What follows a write closes the ledger: to wait for oneself would be to wait for ever.
        while (TakeGroup() is { Count: > 0 } group)
        {
            Commit(group);
        }
    }

    private void WriteInTurn()
    {
        var turn = Stopwatch.StartNew();
        _writer = Environment.CurrentManagedThreadId;
        while (TakeGroup() is { Count: > 0 } group)
        {
            if (turn.Elapsed > LongestTurn)
            {
                // Others keep coming; whoever began has work of its own.
                _writer = 0;
                _ = Task.Run(() =>
                {
                    _writer = Environment.CurrentManagedThreadId;
                    Commit(group);
                    WriteInTurn();
                });
                return;
            }

            Commit(group);
        }

        _writer = _writer == Environment.CurrentManagedThreadId ? 0 : _writer;
    }

    private void Commit(List<Write> group)
    {
        // One bad write must not take the others with it: then each gets a commit of its own. What the whole store fails with would
        // fail each of them too, and a locked one only after a long wait.
        if (!TryCommit(group, out Exception? failure) && group.Count > 1 && failure is not GenServiceException)
        {
            foreach (Write write in group)
            {
                Write[] alone = [write];
                End(alone, TryCommit(alone, out failure) ? null : failure);
            }
        }
        else
        {
            End(group, failure);
        }
    }

    private List<Write> TakeGroup()
    {
        lock (_waiting)
        {
            var group = new List<Write>(_waiting);
            _waiting.Clear();
            _isWriting = group.Count > 0;
            return group;
        }
    }

    private bool TryCommit(IReadOnlyList<Write> group, out Exception? failure)
    {
        failure = null;
        lock (gate)
        {
            try
            {
                using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                foreach (Write write in group)
                {
                    write.Run();
                }

                transaction.Commit();
                return true;
            }
            catch (SqliteException refused) when (refused.SqliteErrorCode != Constraint)
            {
                failure = explain(refused);
            }
            catch (InvalidOperationException closed) when (connection.State != ConnectionState.Open)
            {
                failure = new GenServiceException(GenErrorCode.LedgerFailed, "The ledger was closed.", closed);
            }
            catch (Exception other)
            {
                failure = other;
            }
        }

        return false;
    }

    private static void End(IEnumerable<Write> group, Exception? failure)
    {
        foreach (Write write in group)
        {
            if (failure is null)
            {
                write.Succeed();
            }
            else
            {
                write.Fail(failure);
            }
        }
    }

    private sealed class Write(Action run, Action succeed, Action<Exception> fail)
    {
        public void Run() => run();

        public void Succeed() => succeed();

        public void Fail(Exception failure) => fail(failure);
    }
}
