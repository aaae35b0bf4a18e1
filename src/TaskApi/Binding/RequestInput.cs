using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads requests from whatever comes down the pipeline: requests, rows of tables, hashtables, plain text prompts.</summary>
internal static class RequestInput
{
    /// <summary>The request that an object means.</summary>
    /// <exception cref="GenServiceException">The object is no request.</exception>
    public static GenRequest From(object item)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        switch (value)
        {
            case GenRequest request:
                return request;
            case GenRequestCheck check:
                return check.Request;
            case string prompt:
                return new GenRequest { Input = new Dictionary<string, object?> { ["prompt"] = prompt } };
            case System.ValueType:
                throw NotARequest(value);
            default:
                return ReadNamed(item, value);
        }
    }

    private static GenRequest ReadNamed(object item, object value)
    {
        Dictionary<string, object?> named = PlainValue.Named(item) ?? throw NotARequest(value);
        if (!IsDeserialized(item))
        {
            return ObjectRequest.Read(named, source: null);
        }

        // What a GenRequest became on its way through a job or a remote session.
        bool isRow = Take(named, "IsRow") is true;
        GenSource? source = ReadSource(Take(named, "Source"));
        return ObjectRequest.Read(named, source) with { IsRow = isRow };
    }

    private static object? Take(Dictionary<string, object?> named, string name)
    {
        named.TryGetValue(name, out object? value);
        named.Remove(name);
        return value;
    }

    private static bool IsDeserialized(object item) => item is PSObject { TypeNames: { Count: > 0 } names } && names[0] == "Deserialized.TaskApi.GenRequest";

    private static GenSource? ReadSource(object? place) => place switch
    {
        string text => GenSource.Parse(text),
        IDictionary<string, object?> fields when fields.TryGetValue("Path", out object? path) && path is string file && fields.TryGetValue("Line", out object? line) && line is long number =>
            new GenSource(file, number),
        _ => null,
    };

    private static GenServiceException NotARequest(object value) => new(
        GenErrorCode.InvalidInput,
        $"A {value.GetType().Name} is no request. Pipe rows (Import-Csv, hashtables), requests (Import-GenRequest) or prompts as text. Nothing was sent.");
}
