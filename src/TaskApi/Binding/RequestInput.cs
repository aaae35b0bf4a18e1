using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace TaskApi.Binding;

/// <summary>Reads requests from whatever comes down the pipeline: requests, rows of tables, hashtables, plain text prompts.</summary>
internal static class RequestInput
{
    private const string Travelled = "Deserialized.";
    private const string RequestType = "TaskApi.GenRequest";

    // A type's name, or what is left of an object with properties: @{type=image}
    private static readonly Regex Remains = new(@"^(System\.[A-Z][\w.+`]*(\[.*\])?|@\{\w+=.*\})$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

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
            case ValueType:
                throw NotARequest(value);
            default:
                return ReadNamed(item, value);
        }
    }

    private static GenRequest ReadNamed(object item, object value)
    {
        Dictionary<string, object?> named = PlainValue.Named(item) ?? throw NotARequest(value);
        string type = item is PSObject { TypeNames: { Count: > 0 } names } ? names[0] : "";
        if (type.StartsWith(Travelled, StringComparison.Ordinal))
        {
            RequireWhole(named, type.Substring(Travelled.Length));
        }

        if (type != Travelled + RequestType)
        {
            return ObjectRequest.Read(named, source: null);
        }

        bool isRow = Take(named, "IsRow") is true;
        GenSource? source = ReadSource(Take(named, "Source"));
        return ObjectRequest.Read(named, source) with { IsRow = isRow };
    }

    /// <summary>Jobs and remote sessions keep lists and tables, but of objects in objects only a text, such as a type's name: nobody meant that to be sent.</summary>
    private static void RequireWhole(Dictionary<string, object?> named, string type)
    {
        if (type.StartsWith("TaskApi.", StringComparison.Ordinal) && type != RequestType)
        {
            throw new GenServiceException(GenErrorCode.InvalidInput, $"A {type.Substring("TaskApi.".Length)} that came through a job or a remote session has lost its request. Pass the request itself on. Nothing was sent.");
        }

        foreach (KeyValuePair<string, object?> pair in named)
        {
            if (FindRemains(pair.Value) is { } remains)
            {
                throw new GenServiceException(
                    GenErrorCode.InvalidInput,
                    $"{pair.Key} holds {ValueText.Show(remains)}: an object that was lost on the way through a job or a remote session, which keep objects one level deep. Use hashtables and arrays for nested values, or JSON text. Nothing was sent.");
            }
        }
    }

    private static string? FindRemains(object? value)
    {
        IEnumerable<object?> inner = value switch
        {
            IDictionary<string, object?> named => named.Values,
            List<object?> list => list,
            _ => [],
        };
        foreach (object? item in inner)
        {
            if (FindRemains(item) is { } remains)
            {
                return remains;
            }
        }

        return value is string text && Remains.IsMatch(text) ? text : null;
    }

    private static object? Take(Dictionary<string, object?> named, string name)
    {
        named.TryGetValue(name, out object? value);
        named.Remove(name);
        return value;
    }

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
