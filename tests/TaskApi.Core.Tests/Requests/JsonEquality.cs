using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace TaskApi.Tests.Requests;

/// <summary>Compares plain values as JSON does: numbers by value, lists in order, objects by name.</summary>
internal static class JsonEquality
{
    public static bool AreEqual(object? written, object? read) => (written, read) switch
    {
        (null, null) => true,
        (string a, string b) => a == b,
        (bool a, bool b) => a == b,
        (IDictionary<string, object?> a, IDictionary<string, object?> b) =>
            a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out object? value) && AreEqual(pair.Value, value)),
        (string or IDictionary<string, object?>, _) => false,
        (IEnumerable a, List<object?> b) => a.Cast<object?>().Count() == b.Count && a.Cast<object?>().Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (double or float, long or decimal or double) =>
            Convert.ToDouble(written, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(read, CultureInfo.InvariantCulture)),
        (IConvertible and not (char or string or bool), long or decimal) =>
            Convert.ToDecimal(written, CultureInfo.InvariantCulture) == Convert.ToDecimal(read, CultureInfo.InvariantCulture),
        (Guid or char, string b) => written.ToString() == b,
        _ => false,
    };
}
