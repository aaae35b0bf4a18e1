namespace TaskApi;

/// <summary>The JSON shape of a model parameter.</summary>
public enum GenParameterType
{
    /// <summary>Any JSON value: the documentation names no single shape.</summary>
    Any,

    /// <summary>A JSON string.</summary>
    String,

    /// <summary>A JSON number without a fraction.</summary>
    Integer,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON true or false.</summary>
    Boolean,

    /// <summary>A JSON object.</summary>
    Object,

    /// <summary>A JSON array of strings.</summary>
    StringArray,

    /// <summary>A JSON array of objects.</summary>
    ObjectArray,
}
