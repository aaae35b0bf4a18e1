using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>What all downloads of a session use.</summary>
internal sealed class DownloadTools
{
    /// <summary>Opens results' addresses.</summary>
    public required ResultSource Source { get; init; }

    /// <summary>The clock by which a download falls silent.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The clock of the pauses between two tries.</summary>
    public required TimeProvider Pace { get; init; }

    /// <summary>Takes the key out of a text, should somebody have echoed it.</summary>
    public required Func<string, string> Redact { get; init; }

    /// <summary>Opens a file that is not there yet.</summary>
    public required Func<string, Stream> OpenFile { get; init; }

    /// <summary>What is known of the hosts that results come from.</summary>
    public required HostWatch Hosts { get; init; }

    /// <summary>Asks the service for a task anew, whose addresses may be others by now; null when there is nobody to ask.</summary>
    public Func<GenTask, CancellationToken, Task<GenTask>>? AskAnew { get; init; }
}

/// <summary>What is wanted of one download.</summary>
/// <param name="Task">The task.</param>
/// <param name="Index">Which of its results.</param>
/// <param name="Folder">The folder's full path; it exists.</param>
/// <param name="Name">The file's name, without extension.</param>
/// <param name="Existing">The file that stands for the result, by the path that it would get; null when it is to be fetched.</param>
internal sealed record DownloadWish(GenTask Task, int Index, string Folder, string Name, Func<string, GenFile?> Existing)
{
    /// <summary>What earlier processes left in the folder.</summary>
    public required PartFolder Parts { get; init; }

    /// <summary>The result.</summary>
    public GenOutput Output => Task.Outputs[Index];

    /// <summary>Shows how far it is; null when nobody looks.</summary>
    public SaveUnderWay? Shown { get; init; }
}

/// <summary>What came of a download.</summary>
/// <param name="Bytes">All bytes, in a part that has no name yet; null when a file that was there stands for the result.</param>
/// <param name="Path">The full path that the file shall have.</param>
/// <param name="Type">What it is.</param>
/// <param name="There">The file that was there.</param>
internal sealed record Received(ReceivedBytes? Bytes, string Path, MediaType Type, GenFile? There);
