using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace TaskApi.Module.Tests.Support;

/// <summary>Reads the module's objects by name, as scripts do: their types live in the module's private load context.</summary>
internal static class Objects
{
    /// <summary>The value of a property, or of a property of a property: <c>Source.Line</c>.</summary>
    public static object? Get(this PSObject item, string path)
    {
        object? value = item;
        foreach (string name in path.Split('.'))
        {
            PSPropertyInfo? property = PSObject.AsPSObject(value!).Properties[name];
            Assert.True(property is not null, $"There is no property {name}.");
            value = property.Value;
        }

        return value is PSObject wrapper ? wrapper.BaseObject : value;
    }

    /// <summary>The value of a property as text; empty for null.</summary>
    public static string Text(this PSObject item, string path) => string.Format(CultureInfo.InvariantCulture, "{0}", item.Get(path));

    /// <summary>The items of a property that holds a list.</summary>
    public static IReadOnlyList<PSObject> List(this PSObject item, string path) =>
        [.. LanguagePrimitives.GetEnumerable(item.Get(path)).Cast<object>().Select(PSObject.AsPSObject)];

    /// <summary>A task's or request's input value by wire name; null when it was not given.</summary>
    public static object? Input(this PSObject item, string name)
    {
        var input = (IDictionary<string, object?>)item.Get("Input")!;
        return input.TryGetValue(name, out object? value) ? value : null;
    }

    /// <summary>The properties of many objects as text.</summary>
    public static string[] Texts(this IEnumerable<PSObject> items, string path) => [.. items.Select(item => item.Text(path))];
}
