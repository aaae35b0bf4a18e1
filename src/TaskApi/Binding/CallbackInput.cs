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
    public static GenCallback From(object item, GenSession? session)
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

        return OwnObject.Find(item) is null && PlainValue.HasNames(item) && PlainValue.Named(item) is { } fields
            ? CallbackBody.Read(fields, session)
            : throw new GenServiceException(GenErrorCode.InvalidInput, $"A {value.GetType().Name} is no callback. Give its body as text, bytes or a stream, or $WebhookData.");
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
