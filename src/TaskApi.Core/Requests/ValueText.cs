namespace TaskApi;

/// <summary>Converts a single value for a parameter and puts values and types into words; the prompt uses it before a request exists.</summary>
public static class ValueText
{
    /// <summary>Converts exactly, or not at all.</summary>
    public static bool TryConvert(GenParameter parameter, object value, out object converted) =>
        ValueConverter.TryConvert(parameter.Type, value, out converted);

    /// <summary>What a parameter takes, in words.</summary>
    public static string Describe(GenParameter parameter) => ValueConverter.Describe(parameter.Type);

    /// <summary>A value, short and quoted.</summary>
    public static string Show(object? value) => RequestChecker.Shown(value);
}
