using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads callbacks from whatever other web servers hand over.</summary>
internal static class CallbackInput
{
    /// <summary>The callback that an object holds.</summary>
    /// <param name="item">Text, bytes, a stream, or an object with the callback's fields or its body in RequestBody.</param>
    /// <param name="session">The session whose key must not be in it; null for none.</param>
    /// <exception cref="GenServiceException">It is no callback.</exception>
    public static GenCallback From(object item, GenSession? session) => From(item, session, mayHold: true);

    /// <param name="item">The object.</param>
    /// <param name="session">The session whose key must not be in it; null for none.</param>
    /// <param name="mayHold">False for what was held by another already: one inside the other is nobody's form, and could be endless.</param>
    private static GenCallback From(object item, GenSession? session, bool mayHold)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        switch (value)
        {
            case string text:
                return CallbackBody.Read(text, session);
            case byte[] bytes:
                return CallbackBody.Read(bytes, session);
            case Stream stream:
                return CallbackBody.Read(stream, session);
            case IList list when AllBytes(list) is { } body:
                return CallbackBody.Read(body, session);
        }

        if (mayHold && BodyIn(item) is { } inside)
        {
            return From(inside, session, mayHold: false);
        }

        return PlainValue.HasNames(item) && PlainValue.Named(item) is { } fields
            ? CallbackBody.Read(fields, session)
            : throw new GenServiceException(GenErrorCode.InvalidInput,
                $"A {value.GetType().Name} is no callback. Give its body as text, bytes or a stream, or $WebhookData.");
    }

    /// <summary>What Azure Automation hands to a runbook holds the body; null for other objects.</summary>
    private static object? BodyIn(object item)
    {
        const string Name = "RequestBody";
        try
        {
            return (item is PSObject wrapper ? wrapper.BaseObject : item) is IDictionary named ? named[Name]
                : PSObject.AsPSObject(item).Properties[Name]?.Value;
        }
        catch (RuntimeException)
        {
            // A property that throws is told about where all of them are read.
            return null;
        }
    }

    private static byte[]? AllBytes(IList list)
    {
        var bytes = new List<byte>();
        foreach (object? item in list)
        {
            if ((item is PSObject wrapper ? wrapper.BaseObject : item) is not byte part || bytes.Count > CallbackBody.Largest)
            {
                return null;
            }

            bytes.Add(part);
        }

        return bytes.Count == 0 ? null : bytes.ToArray();
    }
}
