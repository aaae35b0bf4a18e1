using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Names of columns as a user lists them: in any spelling, with wildcards.</summary>
internal sealed class ColumnNames
{
    private readonly string[] _keys;
    private readonly WildcardPattern[] _patterns;

    /// <summary>A list of names.</summary>
    public ColumnNames(string[] names)
    {
        _keys = System.Array.ConvertAll(names, ParameterName.ToKey);
        _patterns = System.Array.ConvertAll(_keys, static key => WildcardPattern.Get(key, WildcardOptions.None));
    }

    /// <summary>True when the list names the column.</summary>
    public bool Contain(string column)
    {
        string key = ParameterName.ToKey(column);
        // As written first: brackets in a column's name are no pattern to its user.
        return System.Array.IndexOf(_keys, key) >= 0 || System.Array.Exists(_patterns, pattern => pattern.IsMatch(key));
    }
}
