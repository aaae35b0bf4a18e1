using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;

namespace TaskApi.Pipeline;

/// <summary>The progress bar of files on their way up: one for all, drawn a few times a second, and only where it takes long enough to be seen.</summary>
internal sealed class UploadProgress
{
    private const int ActivityId = 2;
    private const string Activity = "Uploading files";
    private const double Megabyte = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // Hosts tell the bars of different commands apart by their source.
    private static long _sources = long.MaxValue / 4;

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isShown;

    /// <summary>The bar's own number in its host.</summary>
    public long Source { get; } = Interlocked.Increment(ref _sources);

    /// <summary>The record to show now; null when it is not time for one.</summary>
    public ProgressRecord? Next(UploadBook uploads)
    {
        if (_since.Elapsed - _lastShown < Pause)
        {
            return null;
        }

        _lastShown = _since.Elapsed;
        UploadOutlook outlook = uploads.Look();
        if (outlook.Files == 0)
        {
            return Finish();
        }

        _isShown = true;
        string files = outlook.Files == 1 ? VisibleText.Line(outlook.Name) : FormattableString.Invariant($"{outlook.Files} files");
        string sent = FormattableString.Invariant($"{files}: {outlook.Sent / Megabyte:0.0} of {outlook.Length / Megabyte:0.0} MB");
        int percent = outlook.Length == 0 ? 0 : (int)(100 * Math.Min(outlook.Sent, outlook.Length) / outlook.Length);
        return new ProgressRecord(ActivityId, Activity, sent) { PercentComplete = percent };
    }

    /// <summary>The record that takes the bar away; null when there is none.</summary>
    public ProgressRecord? Finish()
    {
        bool wasShown = _isShown;
        _isShown = false;
        return wasShown ? new ProgressRecord(ActivityId, Activity, "Done") { RecordType = ProgressRecordType.Completed } : null;
    }
}
