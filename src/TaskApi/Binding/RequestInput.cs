using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads requests from whatever comes down the pipeline: requests, rows of tables, hashtables, prompts as text, tasks that are asked for
/// again.</summary>
internal sealed class RequestInput
{
    private const string Deserialized = "Deserialized.";

    private static readonly string[] NoRows =
        ["System.IO.", "System.Diagnostics.", "System.Management.Automation.", "System.Net.", "System.Reflection.", "System.RuntimeType", "System.Threading.",
            "Microsoft.PowerShell.Commands."];

    private readonly string? _model;
    private readonly ModelCatalog _catalog;
    private readonly bool _isTaken;

    /// <param name="model">The model named on the line; null for none.</param>
    /// <param name="catalog">The models that are known.</param>
    /// <param name="isTaken">
    /// True when a script block on the line takes something of each object: what is no request by itself then begins one that has nothing else of
    /// it.
    /// </param>
    public RequestInput(string? model, ModelCatalog catalog, bool isTaken = false)
    {
        _model = model;
        _catalog = catalog;
        _isTaken = isTaken;
    }

    /// <summary>True when there are script blocks on the line, whether or not they take something of the objects.</summary>
    public bool HasScripts { get; init; }

    /// <summary>Takes tasks that are asked for again though they have not ended; null when that is nothing to tell.</summary>
    public Action<GenTask>? Pending { get; init; }

    /// <summary>What an object means.</summary>
    /// <exception cref="GenServiceException">The object is no request.</exception>
    public ReadItem Read(object item)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        switch (value)
        {
            case GenRequest request:
                return request.Source is { } source && OwnShape.Recognise(request.Input) is { } written
                    ? throw OwnAdvice.WrittenOut(source, written)
                    : new ReadItem(request);
            case string or ValueType or FileInfo when _isTaken:
                return new ReadItem(new GenRequest());
            case string prompt:
                return PromptText.Refuse(item, prompt) is { } problem
                    ? throw problem
                    : new ReadItem(new GenRequest { Input = new Dictionary<string, object?> { ["prompt"] = prompt } }, IsText: true);
            case ValueType:
            case IDictionary { Count: 0 }:
            case IList:
                throw NotARequest(value);
        }

        if (IsOfTheSystem(item, value))
        {
            throw NotARequest(value);
        }

        // The module's own objects are not asked for their properties: a result has a name, which is no parameter.
        if (OwnObject.FindLive(item) is { } live)
        {
            return ReadOwn(live);
        }

        Dictionary<string, object?> named = PlainValue.Named(item) ?? throw NotARequest(value);
        return OwnObject.Find(item, named) is { } own ? ReadOwn(own) : new ReadItem(ReadRow(item, named));
    }

    private ReadItem ReadOwn(OwnObject own)
    {
        switch (own.Kind)
        {
            case OwnKind.Task:
                return ReadTask(own.ToTask(), own);
            case OwnKind.Request:
                GenRequest request = own.ToRequest();
                string? joined = own.IsLive || request.IsRow ? null : FindJoined(request.Model ?? _model, request.Input);
                return joined is null ? new ReadItem(request) : throw OwnAdvice.Remains(joined, $"{request.Input[joined]}");
            case OwnKind.Check:
                return new ReadItem(own.ToRequestOf() ?? throw OwnAdvice.LostRequest(own));
            case OwnKind.Price:
                GenRequest priced = own.ToRequestOf() ?? throw OwnAdvice.LostRequest(own);
                if (!own.IsLive && FindJoined(priced.Model, priced.Input) is not null)
                {
                    throw OwnAdvice.LostRequest(own);
                }

                return IsOther(priced.Model!) ? throw OwnAdvice.OtherPrice(priced.Model!, _model!) : new ReadItem(priced);
            case OwnKind.File when _isTaken:
                return new ReadItem(ChainStep.From(own.ToFile()));
            case OwnKind.Output when _isTaken:
                return new ReadItem(ChainStep.From(own.ToOutput()));
            default:
                return _isTaken ? new ReadItem(new GenRequest()) : throw OwnAdvice.NoRequest(own);
        }
    }

    /// <summary>To another model, a task is what a script block takes of it. To its own it stands for its request, to be sent once more.</summary>
    private ReadItem ReadTask(GenTask task, OwnObject own)
    {
        bool isOther = task.Model is { } model ? IsOther(model) : _model is not null && _isTaken;
        return !isOther ? new ReadItem(Again(task, own))
            : _isTaken ? new ReadItem(ChainStep.From(task))
            : throw OwnAdvice.OtherModel(task, _catalog.Resolve(_model), _model!, HasScripts);
    }

    private GenRequest Again(GenTask task, OwnObject own)
    {

        if (task.Input is null || task.Model is null || (!own.IsLive && FindJoined(task.Model, task.Input) is not null))
        {
            throw OwnAdvice.UnknownInput(task, wasLost: own.Field(nameof(GenTask.Input)) is not null);
        }

        if (task.Status is GenTaskStatus.Pending or GenTaskStatus.Processing)
        {
            Pending?.Invoke(task);
        }

        return task.ToRequest();
    }

    /// <summary>
    /// The name of a value that was a list when it was sent, and is one text now whose words may have been the items; null for none. What is
    /// written for a request may be such a text, what was sent never is.
    /// </summary>
    private string? FindJoined(string? model, IDictionary<string, object?> input)
    {
        foreach (KeyValuePair<string, object?> given in input)
        {
            if (Remains.MayBeList(given.Value) && _catalog.Resolve(model)?.Match(given.Key) is { Type: GenParameterType.StringArray })
            {
                return given.Key;
            }
        }

        return null;
    }

    private bool IsOther(string model) =>
        _model is not null && !IdOf(_model).Equals(IdOf(model), StringComparison.OrdinalIgnoreCase);

    private string IdOf(string model) => _catalog.Resolve(model.Trim())?.Id ?? model.Trim();

    private static GenRequest ReadRow(object item, Dictionary<string, object?> named)
    {
        if (item is PSObject { TypeNames: { Count: > 0 } names } && names[0].StartsWith(Deserialized, StringComparison.Ordinal))
        {
            RequireWhole(named);
        }

        // With all that is needed on the line, it would be paid for, as often as there are empty lines.
        return named.Values.All(IsBlank) ? throw Refused("A row whose cells are all empty is no request.") : ObjectRequest.Read(named, source: null);
    }

    private static bool IsBlank(object? value) => value is null || (value is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>True for files, processes, errors and the like: they have properties, but nobody makes them to hold a request.</summary>
    private static bool IsOfTheSystem(object item, object value)
    {
        string name = value is PSCustomObject && item is PSObject { TypeNames: { Count: > 0 } names } ? names[0] : value.GetType().FullName ?? "";
        name = name.StartsWith(Deserialized, StringComparison.Ordinal) ? name.Substring(Deserialized.Length) : name;
        return value is Exception
            || (name != "System.Management.Automation.PSCustomObject" && NoRows.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    /// <summary>Jobs and remote sessions keep lists and tables, but of objects in objects only a text, such as a type's name: nobody meant that to be
    /// sent.</summary>
    private static void RequireWhole(Dictionary<string, object?> named)
    {
        foreach (KeyValuePair<string, object?> pair in named)
        {
            if (Remains.Find(pair.Value) is { } remains)
            {
                throw OwnAdvice.Remains(pair.Key, remains);
            }
        }
    }

    private static GenServiceException NotARequest(object value) => Refused(
        value is FileSystemInfo
            ? $"The {(value is FileInfo ? "file" : "folder")} '{value}' is no request. Import-GenRequest reads tables of requests; " +
                $"a picture, film or sound belongs to a parameter, for example -StartImageUrl $file, or {OwnAdvice.ForEachOfPipeline}."
            : $"A {(value is IList ? "list" : value.GetType().Name)}{(value is IDictionary ? " that holds nothing" : "")} is no request. Pipe rows " +
                "(Import-Csv, hashtables), requests (Import-GenRequest) or prompts as text.");

    private static GenServiceException Refused(string problem) => new(GenErrorCode.InvalidInput, problem + " Nothing was sent.");
}
