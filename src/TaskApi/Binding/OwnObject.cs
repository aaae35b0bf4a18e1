using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// One of the module's own objects as it comes down a pipeline: itself, or what is left of it after a job, a remote session, Clixml, CSV or
/// JSON. The one place that knows them: none of them may ever be read as a table's row, which would be paid for.
/// </summary>
internal sealed class OwnObject
{
    private const string Namespace = OwnShape.Namespace;

    // What PowerShell puts before the type's name of an object that it copied, or that it read under a #TYPE line, which Windows PowerShell
    // writes above every table.
    private static readonly string[] Copied = ["Deserialized.", "Selected.", "CSV:"];

    private readonly object? _live;
    private readonly IDictionary<string, object?> _fields;

    private OwnObject(string typeName, object? live, IDictionary<string, object?> fields)
    {
        TypeName = typeName;
        Kind = OwnShape.KindOf(typeName);
        _live = live;
        _fields = fields;
    }

    /// <summary>What it is.</summary>
    public OwnKind Kind { get; }

    /// <summary>The name of its type, such as <c>GenTask</c>.</summary>
    public string TypeName { get; }

    /// <summary>True for the object itself; false for what is left of it after a journey.</summary>
    public bool IsLive => _live is not null;

    /// <summary>Recognises one of the module's own objects; null for anything else.</summary>
    /// <param name="item">What came down the pipeline, or stands as a value.</param>
    public static OwnObject? Find(object? item)
    {
        object? value = item is PSObject wrapper ? wrapper.BaseObject : item;
        if (value is null or string or ValueType)
        {
            return null;
        }

        return FindLive(item!) ?? (PlainValue.HasNames(item!) && PlainValue.Named(item!) is { } fields ? Find(item!, fields) : null);
    }

    /// <summary>Recognises one of the module's own objects that has not travelled, by its type alone: none of its properties is read.</summary>
    public static OwnObject? FindLive(object item)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        Type type = value.GetType();
        // An input and a list of results are values, though they are of types of the module's own: those are not public.
        return type.Assembly == typeof(GenTask).Assembly && type.IsPublic && value is not ValueType
            ? new OwnObject(type.Name, value, new Dictionary<string, object?>()) : null;
    }

    /// <summary>The same for an object whose named values were read before.</summary>
    /// <param name="item">The object.</param>
    /// <param name="fields">Its named values, as <see cref="PlainValue.Named(object)"/> reads them.</param>
    public static OwnObject? Find(object item, IDictionary<string, object?> fields)
    {
        if (FindLive(item) is { } live)
        {
            return live;
        }

        string? typeName = TravelledType(item, out bool isSelected);

        // Select-Object leaves the type's name on whatever was selected or calculated: names that the type has not make it a row.
        if (typeName is not null && !(isSelected && OwnShape.HasForeign(typeName, fields)))
        {
            return new OwnObject(typeName, null, fields);
        }

        return OwnShape.Recognise(fields) is { } told ? new OwnObject(told, null, fields) : null;
    }

    /// <summary>The task that it is, made anew from what it carried if it has travelled.</summary>
    public GenTask ToTask() => _live as GenTask ?? TravelledTask.Read(_fields);

    /// <summary>The result that it is, made anew if it has travelled.</summary>
    public GenOutput ToOutput() => _live as GenOutput ?? TravelledTask.ReadOutput(_fields);

    /// <summary>The saved file that it is, made anew if it has travelled.</summary>
    public GenFile ToFile() => _live as GenFile ?? new GenFile
    {
        Path = TravelledValue.Text(_fields, nameof(GenFile.Path)) ?? TravelledValue.Text(_fields, nameof(GenFile.FullName)) ?? "",
        Length = TravelledValue.Whole(_fields, "Length") ?? 0,
        MediaType = TravelledValue.Text(_fields, "MediaType") ?? "",
        Sha256 = TravelledValue.Text(_fields, nameof(GenFile.Sha256)),
        Output = TravelledTask.ReadOutputOf(TravelledValue.Get(_fields, "Output") ?? TravelledValue.Get(_fields, nameof(GenFile.Url))),
        Task = TaskOfFile(),
    };

    /// <summary>The upload that it is, made anew if it has travelled. One whose time was lost counts as old: its file is looked at again.</summary>
    public GenUpload ToUpload() => _live as GenUpload ?? new GenUpload
    {
        Path = TravelledValue.Text(_fields, nameof(GenUpload.Path)) ?? "",
        Length = TravelledValue.Whole(_fields, nameof(GenUpload.Length)) ?? 0,
        MediaType = TravelledValue.Text(_fields, nameof(GenUpload.MediaType)) ?? "",
        Sha256 = TravelledValue.Text(_fields, nameof(GenUpload.Sha256)) ?? "",
        Url = TravelledValue.Text(_fields, nameof(GenUpload.Url)) ?? "",
        UploadedAt = TravelledValue.Moment(_fields, nameof(GenUpload.UploadedAt)) ?? default,
        UploadEndpoint = TravelledValue.Text(_fields, nameof(GenUpload.UploadEndpoint)) ?? "",
        WasKnown = IsTrue(nameof(GenUpload.WasKnown)),
    };

    /// <summary>The request that it is, made anew if it has travelled.</summary>
    /// <exception cref="GenServiceException">A part of the request was lost on the way.</exception>
    public GenRequest ToRequest()
    {
        if (_live is GenRequest request)
        {
            return request;
        }

        object? given = Field(nameof(GenRequest.Input));
        IDictionary<string, object?>? input = TravelledValue.Named(given);
        return input is null && given is not null
            ? throw OwnAdvice.Remains("Input", Remains.Find(given) ?? ValueText.Show(given))
            : new GenRequest
            {
                Model = TravelledValue.Text(_fields, nameof(GenRequest.Model)),
                Input = input ?? new Dictionary<string, object?>(StringComparer.Ordinal),
                CallbackUrl = TravelledValue.Text(_fields, nameof(GenRequest.CallbackUrl)),
                Key = TravelledValue.Text(_fields, nameof(GenRequest.Key)),
                Source = TravelledValue.Place(Field(nameof(GenRequest.Source))),
                DryRun = IsTrue(nameof(GenRequest.DryRun)),
                IsRow = IsTrue(nameof(GenRequest.IsRow)),
            };
    }

    /// <summary>The request that a check or a price is about; null when it was lost on the way.</summary>
    public GenRequest? ToRequestOf() => _live switch
    {
        GenRequestCheck check => check.Request,
        GenPrice price => price.Request,
        _ when Field(nameof(GenPrice.Request)) is IDictionary<string, object?> fields
            && TravelledValue.Named(TravelledValue.Get(fields, nameof(GenRequest.Input))) is not null =>
            new OwnObject(nameof(GenRequest), null, fields).ToRequest(),

        // A price tells all of its request itself: tables, jobs and flat JSON keep no object in an object.
        _ when Kind == OwnKind.Price && TellsRequest => ToRequest(),
        _ => null,
    };

    private bool TellsRequest => TravelledValue.Text(_fields, nameof(GenPrice.Model)) is not null
        && TravelledValue.Named(Field(nameof(GenPrice.Input))) is not null
        && TravelledValue.Text(_fields, nameof(GenPrice.DryRun)) is not null;

    /// <summary>What it carries under a name; null for nothing. For what has travelled only.</summary>
    public object? Field(string name) => TravelledValue.Get(_fields, name);

    /// <summary>The task of a file; a table holds its identifier alone, and beside it what files tell of their tasks.</summary>
    private GenTask TaskOfFile()
    {
        GenTask told = TravelledTask.Read(_fields);
        GenTask task = TravelledTask.ReadTaskOf(TravelledValue.Get(_fields, nameof(GenFile.Task))) ?? told;
        return task with
        {
            Id = task.Id.Length == 0 ? told.Id : task.Id,
            Model = task.Model ?? told.Model,
            Prompt = task.Prompt ?? told.Prompt,
            Cost = task.Cost ?? told.Cost,
            EstimatedCost = task.EstimatedCost ?? told.EstimatedCost,
            Batch = task.Batch ?? told.Batch,
            Key = task.Key ?? told.Key,
            Source = task.Source ?? told.Source,
        };
    }

    private bool IsTrue(string name) => TravelledValue.Text(_fields, name) is { } text && text.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the module's type that an object had before its journey; null when it had another.</summary>
    private static string? TravelledType(object item, out bool isSelected)
    {
        isSelected = false;
        string name = item is PSObject { TypeNames: { Count: > 0 } names } ? names[0] : "";
        for (int i = 0; i < Copied.Length; i++)
        {
            if (name.StartsWith(Copied[i], StringComparison.Ordinal))
            {
                isSelected |= i == 1;
                name = name.Substring(Copied[i].Length);
                i = -1;
            }
        }

        return OwnShape.IsPublic(name) ? name.Substring(Namespace.Length) : null;
    }
}
