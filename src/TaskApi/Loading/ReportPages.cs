using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using TaskApi.Reporting;

namespace TaskApi.Loading;

/// <summary>
/// The way to the library that makes the pages. Apart from the command, so that neither an import nor Tab, which look at the command, load it.
/// </summary>
internal static class ReportPages
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>What fits into a page, in a sentence.</summary>
    public static string Limits =>
        FormattableString.Invariant($"It holds files of up to {EmbedBudget.LargestFile / Megabyte} MB, {EmbedBudget.LargestSum / Megabyte} MB in all.");

    /// <summary>Refuses a path at which no report may be written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Check(string path, bool force, bool keep) => ReportFile.Check(path, Existing(force, keep));

    /// <summary>The error for a path that no report can be written to.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static GenServiceException Unwritable(string path, string reason, Exception? failure) => ReportFile.Unwritable(path, reason, failure);

    /// <summary>Writes a report.</summary>
    /// <returns>The files that were to be embedded and did not fit.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyList<string> Write(
        string path, string title, IReadOnlyList<ReportEntry> entries, bool embed, bool force, bool keep, CancellationToken stop) =>
        ReportFile.Write(new ReportRequest { Path = path, Title = title, Entries = entries, Embed = embed, Existing = Existing(force, keep) }, stop).Left;

    private static ExistingReport Existing(bool force, bool keep) =>
        force ? ExistingReport.Replace : keep ? ExistingReport.Keep : ExistingReport.ReplaceReport;
}
