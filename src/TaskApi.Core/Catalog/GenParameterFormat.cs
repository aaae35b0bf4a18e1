namespace TaskApi;

/// <summary>What a string parameter (or each item of a string array) must look like.</summary>
public enum GenParameterFormat
{
    /// <summary>Any text.</summary>
    None,

    /// <summary>An absolute http or https URL that the service can fetch.</summary>
    Url,

    /// <summary>A UUID in its hyphenated form.</summary>
    Uuid,
}
