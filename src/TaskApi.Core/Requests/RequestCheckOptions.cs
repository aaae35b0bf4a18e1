using System;

namespace TaskApi;

/// <summary>How strictly requests are checked.</summary>
public sealed class RequestCheckOptions
{
    /// <summary>True: names that the model does not have are sent as they are, for parameters that are newer than the catalog.</summary>
    public bool AllowUnknownParameter { get; init; }

    /// <summary>True: a model that the catalog does not have is sent as it is, however near a known one its name is.</summary>
    public bool AllowUnknownModel { get; init; }

    /// <summary>True: a column that no parameter matches is an error instead of a warning.</summary>
    public bool StrictColumn { get; init; }

    /// <summary>
    /// Tells by its name whether a column that the row's model has no parameter for is to be left out without a word. Null: none is. It is
    /// asked once for each name.
    /// </summary>
    public Func<string, bool>? IgnoreColumn { get; init; }

    /// <summary>
    /// The full path of the folder that local files are relative to which are named in no file; null: no local files are looked for, and what is
    /// no URL is none.
    /// </summary>
    public string? Location { get; init; }

    /// <summary>
    /// Where the service is that reads what the request names: addresses that it surely cannot reach are refused. Null: nobody does, or an
    /// emulator that reads nothing.
    /// </summary>
    public Uri? Service { get; init; }

    /// <summary>True: what passes is submitted and paid for, so a request that says <c>dry_run</c> is refused.</summary>
    public bool IsSubmitted { get; init; }
}
