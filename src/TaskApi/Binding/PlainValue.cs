using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Turns what PowerShell hands over (PSObjects, hashtables, arrays, deserialized objects) into plain values for Core. Tasks, results and
/// saved files stay what they are: Core knows what they stand for as a value.
/// </summary>
internal static class PlainValue
{
    // Objects can point at each other; nothing a model takes is deeper than shots in a list.
    private const int DeepestLevel = 16;

    // Lists can be endless, and objects that point at each other can be read along more ways than there is time for.
    private const int MostValues = 100_000;

    /// <summary>The plain value: text, number, boolean, list, dictionary, one of the module's own objects, or null.</summary>
    /// <exception cref="GenServiceException">It cannot be read: something in it throws, is endless or nested too deeply.</exception>
    public static object? From(object? value) => Read(value, static (given, reading) => reading.From(given, 0));

    /// <summary>The named values of an object or a dictionary; null when it has none.</summary>
    /// <exception cref="GenServiceException">It cannot be read: something in it throws, is endless or nested too deeply.</exception>
    public static Dictionary<string, object?>? Named(object value) => Read(value, static (given, reading) => reading.Named(given!, 0));

    /// <summary>True for what is its named values and nothing else: a dictionary, a row, what a job left of an object.</summary>
    public static bool HasNames(object value)
    {
        object plain = value is PSObject wrapper ? wrapper.BaseObject : value;
        return plain is IDictionary or PSCustomObject || (plain is not IEnumerable and not IConvertible && IsDeserialized(value));
    }

    private static T Read<T>(object? value, Func<object?, Reading, T> read)
    {
        var reading = new Reading();
        try
        {
            return read(value, reading);
        }
        catch (Exception failure) when (failure is not (GenServiceException or PipelineStoppedException or FlowControlException))
        {
            // Properties run code: scripts, whatever an object asks of the network or the disk.
            Exception cause = failure is GetValueException { InnerException: { } inner } ? inner : failure;
            if (cause is PipelineStoppedException)
            {
                throw cause;
            }

            string place = reading.Place is { } name ? $"The property '{name}' of an object" : "An object";
            throw new GenServiceException(GenErrorCode.InvalidInput,
                $"{place} cannot be read: {cause.Message.Trim()} ({cause.GetType().Name}). Nothing was sent for it.", failure);
        }
    }

    private static bool IsDeserialized(object? value)
    {
        if (value is PSObject { TypeNames: { Count: > 0 } names })
        {
            return names[0].StartsWith("Deserialized.", StringComparison.Ordinal);
        }

        return false;
    }

    /// <summary>One object being read.</summary>
    private sealed class Reading
    {
        private int _count;

        /// <summary>The property that is being read.</summary>
        public string? Place { get; private set; }

        public object? From(object? value, int level)
        {
            if (level > DeepestLevel)
            {
                throw new GenServiceException(GenErrorCode.InvalidInput, $"A value{Of()} is nested too deeply, or holds itself. Nothing was sent.");
            }

            if (_count++ > MostValues)
            {
                throw new GenServiceException(GenErrorCode.InvalidInput, $"A value{Of()} is endless, or holds more than any request does. Nothing was sent.");
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
                    return Own(value!, Named(value!, level));
                case IEnumerable list:
                    var items = new List<object?>();
                    foreach (object? item in list)
                    {
                        items.Add(From(item, level + 1));
                    }

                    return items;
                default:
                    // Numbers are what they are. Deserialized objects have no base object of their own left, only properties.
                    return plain is IConvertible || !IsDeserialized(value) ? plain : Own(value!, Named(value!, level));
            }
        }

        public Dictionary<string, object?>? Named(object value, int level)
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
                    string? outer = Place;
                    Place = outer is null ? property.Name : $"{outer}.{property.Name}";
                    named[property.Name] = From(property.Value, level + 1);
                    Place = outer;
                }
            }

            return named.Count == 0 ? null : named;
        }

        /// <summary>What has travelled stands, as a value, for what it was.</summary>
        private static object? Own(object value, Dictionary<string, object?>? named) => (named is null ? null : OwnObject.Find(value, named)) switch
        {
            { Kind: OwnKind.Task } task => task.ToTask(),
            { Kind: OwnKind.Output } output => output.ToOutput(),
            { Kind: OwnKind.File } file => file.ToFile(),
            { Kind: OwnKind.Upload } upload => upload.ToUpload(),
            _ => FileOf(value, named) ?? (object?)named,
        };

        /// <summary>A file of the system's that has travelled; null for anything else.</summary>
        private static FileInfo? FileOf(object value, Dictionary<string, object?>? named) =>
            value is PSObject { TypeNames: { Count: > 0 } names } && names[0] == "Deserialized.System.IO.FileInfo"
            && named?.TryGetValue("FullName", out object? path) == true && path is string { Length: > 0 } full
                ? new FileInfo(full)
                : null;

        private string Of() => Place is { } name ? $" of '{name}'" : "";
    }
}
