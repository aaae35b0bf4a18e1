using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace TaskApi;

/// <summary>A value of a catalog's JSON that knows its place, so that whatever is wrong with it can be told with its path.</summary>
internal sealed class CatalogNode
{
    // Names come from the file and can be as long as it; messages are read by people.
    private const int LongestShownName = 40;

    private readonly JsonElement _json;
    private readonly CatalogNode? _parent;
    private readonly object? _step;

    /// <summary>The root.</summary>
    public CatalogNode(JsonElement json) => _json = json;

    private CatalogNode(JsonElement json, CatalogNode parent, object step)
    {
        _json = json;
        _parent = parent;
        _step = step;
    }

    /// <summary>What kind of value it is.</summary>
    public JsonValueKind Kind => _json.ValueKind;

    /// <summary>The value in words, as messages show it.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.String => RequestChecker.Shown(Text()),
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => RequestChecker.Shown(_json.GetRawText()),
    };

    /// <summary>An error about this value.</summary>
    /// <param name="problem">The rest of a sentence that begins with the value's path.</param>
    public CatalogProblemException Wrong(string problem)
    {
        var place = new List<object>();
        for (CatalogNode node = this; node._parent is { } parent; node = parent)
        {
            place.Insert(0, node._step!);
        }

        return new CatalogProblemException(place, $"{PathText(place)} {problem}");
    }

    /// <summary>Makes sure that this is an object of these fields, each of them once at most.</summary>
    public CatalogNode WithFields(string[] known)
    {
        MustBeObject();
        int seen = 0;
        foreach (JsonProperty property in _json.EnumerateObject())
        {
            string name = NameOf(property);
            int index = Array.IndexOf(known, name);
            if (index < 0 || (seen & (1 << index)) != 0)
            {
                throw new CatalogNode(property.Value, this, name).WrongField(name, known);
            }

            seen |= 1 << index;
        }

        return this;
    }

    /// <summary>The object's fields in order.</summary>
    public IEnumerable<CatalogNode> Fields()
    {
        MustBeObject();
        foreach (JsonProperty property in _json.EnumerateObject())
        {
            yield return new CatalogNode(property.Value, this, NameOf(property));
        }
    }

    /// <summary>The name under which the object above holds this value.</summary>
    public string FieldName => (string)_step!;

    /// <summary>The field of that name, or null.</summary>
    public CatalogNode? Find(string name) => _json.TryGetProperty(name, out JsonElement field) ? new CatalogNode(field, this, name) : null;

    /// <summary>The field of that name, which must be there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="example">What it could be, as it stands in the file.</param>
    public CatalogNode Get(string name, string example) => Find(name) ?? throw Wrong($"has no {name}. Add one, for example \"{name}\": {example}.");

    /// <summary>The items of the list of that name; none when there is no such list.</summary>
    public List<CatalogNode> List(string name) => Find(name)?.Items() ?? [];

    /// <summary>The list's items.</summary>
    public List<CatalogNode> Items()
    {
        if (Kind != JsonValueKind.Array)
        {
            throw Wrong($"is {Shown}; it must be a list [ ... ].");
        }

        var items = new List<CatalogNode>(_json.GetArrayLength());
        foreach (JsonElement item in _json.EnumerateArray())
        {
            items.Add(new CatalogNode(item, this, items.Count));
        }

        return items;
    }

    /// <summary>The value as text.</summary>
    public string Text()
    {
        if (Kind != JsonValueKind.String)
        {
            throw Wrong($"is {Shown}; it must be text in quotes.");
        }

        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair passes the parser and fails only here.
            throw Wrong("holds half of a character (a \\ud800 to \\udfff without its other half).");
        }
    }

    /// <summary>The text of that name; null when there is none.</summary>
    public string? Text(string name) => Find(name)?.Text();

    /// <summary>The texts of the list of that name.</summary>
    public List<string> Texts(string name) => List(name).ConvertAll(static item => item.Text());

    /// <summary>The true or false of that name; false when it is left out.</summary>
    public bool Flag(string name) => Find(name) is { } flag && flag.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw flag.Wrong($"is {flag.Shown}; it must be true or false."),
    };

    /// <summary>The value as a number.</summary>
    public decimal Number()
    {
        if (Kind != JsonValueKind.Number)
        {
            throw Wrong($"is {Shown}; it must be a number.");
        }

        return _json.TryGetDecimal(out decimal number) ? number : throw Wrong($"is {Shown}; numbers go up to 28 digits.");
    }

    /// <summary>The number of that name; null when there is none.</summary>
    public decimal? Number(string name) => Find(name)?.Number();

    /// <summary>The count of that name; null when there is none.</summary>
    public int? Count(string name)
    {
        if (Find(name) is not { } count)
        {
            return null;
        }

        return count.Number() is >= 0 and <= int.MaxValue and var number && decimal.Truncate(number) == number
            ? (int)number
            : throw count.Wrong($"is {count.Shown}; it must be a whole number from 0 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>The value as text, a number, true or false.</summary>
    public object Scalar() => Kind switch
    {
        JsonValueKind.String => Text(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when _json.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => Number(),
        _ => throw Wrong($"is {Shown}; it must be text, a number, true or false."),
    };

    /// <summary>The place of the value among these words.</summary>
    public int Word(string[] words)
    {
        int index = Kind == JsonValueKind.String ? Array.IndexOf(words, Text()) : -1;
        return index >= 0 ? index : throw WrongWord(words);
    }

    /// <summary><c>models[3].parameters[0].type</c>.</summary>
    private static string PathText(List<object> place)
    {
        if (place.Count == 0)
        {
            return "the file";
        }

        var path = new System.Text.StringBuilder();
        foreach (object step in place)
        {
            if (step is string name)
            {
                string shown = name.Length > LongestShownName ? name.Substring(0, LongestShownName) + "..." : name;
                path.Append(path.Length == 0 ? "" : ".").Append(shown.Replace("\r", " ").Replace("\n", " "));
            }
            else
            {
                path.Append('[').Append(((int)step).ToString(CultureInfo.InvariantCulture)).Append(']');
            }
        }

        return path.ToString();
    }

    private CatalogProblemException WrongWord(string[] words)
    {
        string hint = Kind == JsonValueKind.String && NearestName.Find(Text(), words) is { } nearest ? $" Did you mean {nearest}?" : "";
        return Wrong($"is {Shown}; allowed: {string.Join(", ", words)}.{hint}");
    }

    private void MustBeObject()
    {
        if (Kind != JsonValueKind.Object)
        {
            throw Wrong($"is {Shown}; it must be an object {{ ... }}.");
        }
    }

    private CatalogProblemException WrongField(string name, string[] known)
    {
        if (Array.IndexOf(known, name) >= 0)
        {
            return Wrong("is given twice. Keep one of them.");
        }

        string hint = NearestName.Find(name, known) is { } nearest ? $"Did you mean {nearest}?" : $"Known here: {string.Join(", ", known)}.";
        return Wrong($"is no field that the catalog knows. {hint}");
    }

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("has a field whose name holds half of a character (a \\ud800 to \\udfff without its other half).");
        }
    }
}
