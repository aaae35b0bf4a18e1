namespace TaskApi;

/// <summary>How strictly requests are checked.</summary>
public sealed class RequestCheckOptions
{
    /// <summary>True: names that the model does not have are sent as they are, for parameters that are newer than the catalog.</summary>
    public bool AllowUnknownParameter { get; init; }

    /// <summary>True: a column that no parameter matches is an error instead of a warning.</summary>
    public bool StrictColumn { get; init; }
}
