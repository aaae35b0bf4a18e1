using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Threading;

namespace TaskApi.Shell.Hosting;

/// <summary>
/// Progress as one line at the bottom. One activity at a time has it: the first keeps it until it completes or falls silent,
/// so that two activities that run side by side do not flicker. What goes on inside an activity is not shown.
/// </summary>
internal sealed class ProgressLine(Screen screen)
{
    private const int BarCells = 20;
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private (long Source, int Activity)? _owner;
    private long _drawn;
    private long _heard;

    public void Report(long source, ProgressRecord record)
    {
        if (!screen.ShowsProgress || record.ParentActivityId >= 0)
        {
            return;
        }

        lock (_gate)
        {
            (long Source, int Activity) activity = (source, record.ActivityId);
            bool taken = _owner is { } owner && owner != activity && Stopwatch.GetElapsedTime(_heard) < Silence;
            if (taken)
            {
                return;
            }

            if (record.RecordType == ProgressRecordType.Completed)
            {
                End();
                return;
            }

            bool isNew = _owner != activity;
            _owner = activity;
            _heard = Stopwatch.GetTimestamp();
            if (isNew || Stopwatch.GetElapsedTime(_drawn) >= DrawInterval)
            {
                _drawn = _heard;
                screen.DrawProgress(CellWidth.Fit(Text(record), ShellRawUserInterface.Width() - 1));
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _owner = null;
            screen.DrawProgress(string.Empty);
        }
    }

    private static string Text(ProgressRecord record)
    {
        var line = new StringBuilder(record.Activity);
        if (record.PercentComplete >= 0)
        {
            int percent = Math.Min(record.PercentComplete, 100);
            int filled = percent * BarCells / 100;
            line.Append(" [").Append('#', filled).Append('.', BarCells - filled).Append(CultureInfo.InvariantCulture, $"] {percent}%");
        }

        if (!string.IsNullOrWhiteSpace(record.StatusDescription))
        {
            line.Append(' ').Append(record.StatusDescription);
        }

        if (record.SecondsRemaining >= 0)
        {
            line.Append(", ").Append(TimeSpan.FromSeconds(record.SecondsRemaining).ToString("c", CultureInfo.InvariantCulture)).Append(" left");
        }

        // A status of several lines would break the one line that can be taken away again.
        return line.Replace("\r", string.Empty).Replace('\n', ' ').ToString();
    }
}
