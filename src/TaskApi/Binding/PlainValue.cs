using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Turns what PowerShell hands over (PSObjects, hashtables, arrays, deserialized objects) into plain values for Core.</summary>
internal static class PlainValue
{
    // Objects can point at each other; nothing a model takes is deeper than shots in a list.
    private const int DeepestLevel = 16;

    /// <summary>The plain value: text, number, boolean, list, dictionary or null.</summary>
    public static object? From(object? value) => From(value, 0);

    /// <summary>The named values of an object or a dictionary; null when it has none.</summary>
    public static Dictionary<string, object?>? Named(object value) => Named(value, 0);

    private static object? From(object? value, int level)
    {
        if (level > DeepestLevel)
        {
            throw new GenServiceException(GenErrorCode.InvalidInput, "A value is nested too deeply. Nothing was sent.");
        }

        object? plain = value is PSObject wrapper ? wrapper.BaseObject : value;
        switch (plain)
        {
            case null or string or bool or char or Guid or Uri:
                return plain;
            case SwitchParameter flag:
                return flag.IsPresent;
            case Enum:
                return plain.ToString();
            case IDictionary or PSCustomObject:
                return Named(value!, level);
            case IEnumerable list:
                var items = new List<object?>();
                foreach (object? item in list)
                {
                    items.Add(From(item, level + 1));
                }

                return items;
            default:
                // Numbers are what they are. Deserialized objects have no base object of their own left, only properties.
                return plain is IConvertible || !IsDeserialized(value) ? plain : Named(value!, level);
        }
    }

    private static Dictionary<string, object?>? Named(object value, int level)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        if ((value is PSObject wrapper ? wrapper.BaseObject : value) is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                named[LanguagePrimitives.ConvertTo<string>(entry.Key)] = From(entry.Value, level + 1);
            }

            return named;
        }

        foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties)
        {
            if (property.IsGettable && property.MemberType != PSMemberTypes.ParameterizedProperty)
            {
                named[property.Name] = From(property.Value, level + 1);
            }
        }

        return named.Count == 0 ? null : named;
    }

    private static bool IsDeserialized(object? value)
    {
        if (value is PSObject { TypeNames: { Count: > 0 } names })
        {
            return names[0].StartsWith("Deserialized.", StringComparison.Ordinal);
        }

        return false;
    }
}
