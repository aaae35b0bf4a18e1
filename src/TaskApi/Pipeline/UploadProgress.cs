using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Pipeline;

/// <summary>The progress bar of files on their way up: one for all of the session, there for as long as some are under way.</summary>
internal sealed class UploadProgress(UploadBook uploads) : ProgressBars
{
    private const double Megabyte = 1024 * 1024;

    /// <inheritdoc/>
    protected override string Activity => "Uploading files";

    /// <inheritdoc/>
    protected override bool HasAny => uploads.Look().Files > 0;

    /// <inheritdoc/>
    protected override List<ProgressRecord> Draw()
    {
        UploadOutlook outlook = uploads.Look();
        string files = outlook.Files == 1 ? VisibleText.Line(outlook.Name) : FormattableString.Invariant($"{outlook.Files} files");
        ProgressRecord record = ForAll(FormattableString.Invariant($"{files}: {outlook.Sent / Megabyte:0.0} of {outlook.Length / Megabyte:0.0} MB"));
        record.PercentComplete = outlook.Length == 0 ? 0 : (int)(100 * Math.Min(outlook.Sent, outlook.Length) / outlook.Length);
        return [record];
    }
}
