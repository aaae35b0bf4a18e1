using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>What this process is saving at the moment, in any session: two pipelines that want the same result share one download.</summary>
internal static class SavesUnderWay
{
    // Of names that differ in case alone some file systems make one.
    private static readonly ConcurrentDictionary<string, TaskCompletionSource<GenFile?>> Places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Saves a result, or takes the file of whoever is saving it already.</summary>
    /// <param name="place">The full path, without extension.</param>
    /// <param name="isSame">True for a file that holds the same result.</param>
    /// <param name="save">Saves it.</param>
    /// <param name="stop">Ends the waiting for somebody else.</param>
    public static async Task<GenFile> ShareAsync(string place, Predicate<GenFile> isSame, Func<Task<GenFile>> save, CancellationToken stop)
    {
        var mine = new TaskCompletionSource<GenFile?>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (Places.GetOrAdd(place, mine) is { } other && other != mine)
        {
            if (await WaitAsync(other.Task, stop).ConfigureAwait(false) is { } file && isSame(file))
            {
                return file;
            }
        }

        GenFile? saved = null;
        try
        {
            return saved = await save().ConfigureAwait(false);
        }
        finally
        {
            _ = Places.TryRemove(place, out _);
            mine.SetResult(saved);
        }
    }

    private static async Task<GenFile?> WaitAsync(Task<GenFile?> other, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource<GenFile?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stop.Register(static source => ((TaskCompletionSource<GenFile?>)source!).TrySetCanceled(), stopped))
        {
            return await (await Task.WhenAny(other, stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
