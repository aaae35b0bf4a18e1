using System;
using System.IO;
using System.Text;
using System.Threading;

namespace TaskApi.Reporting;

/// <summary>A report on the disk: written beside its name and renamed when it is whole, and never in the place of what is no report.</summary>
public static class ReportFile
{
    /// <summary>How the page names its maker, by which a report is told from other files.</summary>
    internal const string Generator = "TaskApi Export-GenReport";

    // The maker's name is among the first lines.
    private const int HeadLength = 2048;
    private const int BufferLength = 64 * 1024;

    /// <summary>Refuses a path at which no report may be written. Asked before there is anything to write, too.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="existing">What becomes of a file that is there.</param>
    /// <exception cref="GenServiceException">A folder, or a file that may not be replaced, is there.</exception>
    public static void Check(string path, ExistingReport existing)
    {
        if (Directory.Exists(path))
        {
            throw Unwritable(path, "there is a folder of that name. Name a file, for example report.html in it.", null);
        }

        if (!File.Exists(path) || existing == ExistingReport.Replace)
        {
            return;
        }

        if (existing == ExistingReport.Keep)
        {
            throw Kept(path);
        }

        if (!IsReport(path))
        {
            throw new GenServiceException(
                GenErrorCode.FileExists,
                $"'{path}' is there already and is no report of this module. It was left as it is; no report was written. Name another file, or use -Force.");
        }
    }

    /// <summary>Writes a report.</summary>
    /// <param name="request">What it holds and where it goes.</param>
    /// <param name="stop">Ends the writing; nothing half is left behind.</param>
    /// <returns>The files that were to be embedded and did not fit.</returns>
    /// <exception cref="GenServiceException">It could not be written, or a file may not be replaced.</exception>
    public static EmbedBudget Write(ReportRequest request, CancellationToken stop)
    {
        Check(request.Path, request.Existing);
        string folder = Path.GetDirectoryName(request.Path)!;
        try
        {
            Directory.CreateDirectory(folder);
            new PartFolder(folder).Sweep();
            using var part = PartFile.Create(folder, Path.GetFileNameWithoutExtension(request.Path), PartFile.Open);
            var budget = new EmbedBudget(request.Embed);
            using (var text = new StreamWriter(part.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferLength, leaveOpen: true))
            {
                ReportPage.Write(text, request, budget, stop);
            }

            // What was no report when the writing began may be there by now.
            Check(request.Path, request.Existing);
            return part.Keep(request.Path, replace: request.Existing != ExistingReport.Keep)
                ? budget
                : throw Kept(request.Path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(request.Path, failure.Message, failure);
        }
    }

    /// <summary>The error for a path that no report can be written to.</summary>
    /// <param name="path">The path.</param>
    /// <param name="reason">Why.</param>
    /// <param name="failure">What happened; null for nothing.</param>
    public static GenServiceException Unwritable(string path, string reason, Exception? failure) =>
        new(
            GenErrorCode.FileNotWritable,
            $"Cannot write the report '{path}': {reason.TrimEnd()} Nothing half is left behind; tasks and their results are as they were.",
            failure);

    private static GenServiceException Kept(string path) =>
        new(GenErrorCode.FileExists, $"'{path}' is there already, and -NoClobber keeps it. No report was written.");

    private static bool IsReport(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] head = new byte[HeadLength];
            int length = file.Read(head, 0, head.Length);
            return Encoding.UTF8.GetString(head, 0, length).Contains($"content=\"{Generator}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not known to be a report.
            return false;
        }
    }
}
