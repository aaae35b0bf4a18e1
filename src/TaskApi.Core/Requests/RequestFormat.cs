namespace TaskApi;

/// <summary>How a file holds its requests.</summary>
internal enum RequestFormat
{
    /// <summary>A table; its separator is detected.</summary>
    Csv,

    /// <summary>A table whose cells are separated by tabs.</summary>
    Tsv,

    /// <summary>A JSON object on each line.</summary>
    JsonLines,

    /// <summary>One JSON object, or a list of them.</summary>
    Json,
}
