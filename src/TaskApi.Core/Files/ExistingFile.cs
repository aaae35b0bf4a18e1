namespace TaskApi;

/// <summary>What becomes of a file that is already there under a result's name.</summary>
public enum ExistingFile
{
    /// <summary>It is left as it is, and saving is an error.</summary>
    Refuse,

    /// <summary>It is replaced.</summary>
    Replace,

    /// <summary>It stands for the result: nothing is downloaded.</summary>
    Keep,
}
