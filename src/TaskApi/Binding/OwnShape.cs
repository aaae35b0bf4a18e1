using System;
using System.Collections.Generic;
using System.Reflection;

namespace TaskApi.Binding;

/// <summary>Knows the module's own objects by the names of their properties: CSV and JSON keep no types.</summary>
internal static class OwnShape
{
    /// <summary>What the names of the module's types begin with.</summary>
    public const string Namespace = "TaskApi.";

    private static readonly Dictionary<string, OwnKind> Kinds = new(StringComparer.Ordinal)
    {
        [nameof(GenTask)] = OwnKind.Task,
        [nameof(GenOutput)] = OwnKind.Output,
        [nameof(GenFile)] = OwnKind.File,
        [nameof(GenUpload)] = OwnKind.Upload,
        [nameof(GenRequest)] = OwnKind.Request,
        [nameof(GenRequestCheck)] = OwnKind.Check,
        [nameof(GenPrice)] = OwnKind.Price,
        [nameof(GenModel)] = OwnKind.Model,
        [nameof(GenParameter)] = OwnKind.Parameter,
        [nameof(GenProblem)] = OwnKind.Problem,
        [nameof(GenPriceSummary)] = OwnKind.Summary,
        [nameof(GenModelCost)] = OwnKind.Summary,
        [nameof(GenBatch)] = OwnKind.Batch,
    };

    // Names that only this type's objects have together. No table of requests has them: a user's own "id" and "status" are not enough.
    private static readonly (string Type, string[] Names)[] Telling =
    [
        (nameof(GenTask), ["Id", "Status", "SubmittedAt"]),
        (nameof(GenTask), ["Id", "Status", "CompletedAt"]),
        (nameof(GenTask), ["Id", "Status", "IsEnded"]),
        (nameof(GenTask), ["Id", "Status", "Outputs"]),
        (nameof(GenTask), ["Id", "Status", "Raw"]),
        (nameof(GenTask), ["task_id", "status"]),
        (nameof(GenOutput), ["Name", "Kind", "Url", "Text"]),
        (nameof(GenUpload), ["Path", "Sha256", "UploadedAt"]),
        (nameof(GenFile), ["Path", "Length", "MediaType"]),
        (nameof(GenRequest), ["Input", "IsRow"]),
        (nameof(GenRequestCheck), ["IsValid", "Problems"]),
        (nameof(GenPrice), ["Cost", "IsQuoted"]),
        (nameof(GenModel), ["Id", "Provider", "IsChecked"]),
        (nameof(GenParameter), ["Name", "PascalName"]),
        (nameof(GenProblem), ["Code", "Message", "IsWarning"]),
        (nameof(GenPriceSummary), ["Count", "Cost", "Unpriced"]),
        (nameof(GenBatch), ["Name", "Rows", "Uncertain", "Unsent"]),
        (nameof(GenAccount), ["Balance", "UserId", "IsRestricted"]),
    ];

    // Each name's place in Bits; a row's names make a set of bits, so that a row is looked at once, whatever number of shapes there is.
    private static readonly Dictionary<string, int> Places = FindPlaces();
    private static readonly (string Type, long Bits)[] Shapes = FindShapes();

    /// <summary>The kind of the module's type of that name.</summary>
    public static OwnKind KindOf(string typeName) => Kinds.TryGetValue(typeName, out OwnKind kind) ? kind : OwnKind.Other;

    /// <summary>True for the full name of a type whose objects scripts know; inputs and lists are of types of their own, and values all the same.</summary>
    public static bool IsPublic(string fullName) =>
        fullName.StartsWith(Namespace, StringComparison.Ordinal) && typeof(GenTask).Assembly.GetType(fullName) is not { IsPublic: false };

    /// <summary>The name of the module's type whose objects have these names; null when no type's have.</summary>
    public static string? Recognise(IDictionary<string, object?> fields)
    {
        long bits = 0;
        foreach (string name in fields.Keys)
        {
            if (Places.TryGetValue(name, out int place))
            {
                bits |= 1L << place;
            }
        }

        foreach ((string type, long needed) in Shapes)
        {
            if ((bits & needed) == needed)
            {
                return type;
            }
        }

        return OwnRecord.Recognise(fields);
    }

    /// <summary>True when there is a name that the type's objects have not.</summary>
    public static bool HasForeign(string typeName, IDictionary<string, object?> fields)
    {
        Type? type = typeof(GenTask).Assembly.GetType(Namespace + typeName);
        foreach (string name in fields.Keys)
        {
            if (type is null || !HasName(type, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a name that the type's objects have, in whatever case.</summary>
    public static bool HasName(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not null;

    private static Dictionary<string, int> FindPlaces()
    {
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach ((string _, string[] names) in Telling)
        {
            foreach (string name in names)
            {
                if (!places.ContainsKey(name))
                {
                    places.Add(name, places.Count);
                }
            }
        }

        return places;
    }

    private static (string Type, long Bits)[] FindShapes()
    {
        var shapes = new (string, long)[Telling.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            long bits = 0;
            foreach (string name in Telling[i].Names)
            {
                bits |= 1L << Places[name];
            }

            shapes[i] = (Telling[i].Type, bits);
        }

        return shapes;
    }
}
