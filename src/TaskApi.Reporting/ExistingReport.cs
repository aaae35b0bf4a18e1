namespace TaskApi.Reporting;

/// <summary>What becomes of a file that stands where a report is to be written.</summary>
public enum ExistingReport
{
    /// <summary>An earlier report is replaced, anything else is left alone.</summary>
    ReplaceReport,

    /// <summary>Whatever it is, it is left alone.</summary>
    Keep,

    /// <summary>Whatever it is, it is replaced.</summary>
    Replace,
}
