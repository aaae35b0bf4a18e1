using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads requests from whatever comes down the pipeline: requests, rows of tables, hashtables, prompts as text, tasks that are asked for again.</summary>
internal sealed class RequestInput
{
    private readonly string? _model;
    private readonly ModelCatalog _catalog;

    /// <param name="model">The model named on the line; null for none.</param>
    /// <param name="catalog">The models that are known.</param>
    public RequestInput(string? model, ModelCatalog catalog)
    {
        _model = model;
        _catalog = catalog;
    }

    /// <summary>The request that an object means.</summary>
    /// <exception cref="GenServiceException">The object is no request.</exception>
    public GenRequest Read(object item)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        switch (value)
        {
            case GenRequest request:
                return request;
            case string prompt:
                return new GenRequest { Input = new Dictionary<string, object?> { ["prompt"] = prompt } };
            case ValueType:
            case ICollection { Count: 0 }:
                throw NotARequest(value);
        }

        // The module's own objects are not asked for their properties: a result has a name, which is no parameter.
        if (OwnObject.FindLive(item) is { } live)
        {
            return ReadOwn(live);
        }

        Dictionary<string, object?> named = PlainValue.Named(item) ?? throw NotARequest(value);
        return OwnObject.Find(item, named) is { } own ? ReadOwn(own) : ReadRow(item, named);
    }

    private GenRequest ReadOwn(OwnObject own)
    {
        switch (own.Kind)
        {
            case OwnKind.Task:
                return Again(own);
            case OwnKind.Request:
                return own.ToRequest();
            case OwnKind.Check:
                return own.ToRequestOf() ?? throw OwnAdvice.LostRequest(own);
            case OwnKind.Price:
                GenRequest priced = own.ToRequestOf() ?? throw OwnAdvice.LostRequest(own);
                return IsOther(priced.Model!) ? throw OwnAdvice.OtherPrice(priced.Model!, _model!) : priced;
            default:
                throw OwnAdvice.NoRequest(own);
        }
    }

    /// <summary>A task stands for its request, to be sent once more as it was.</summary>
    private GenRequest Again(OwnObject own)
    {
        GenTask task = own.ToTask();
        if (task.Model is { } model && IsOther(model))
        {
            throw OwnAdvice.OtherModel(task, model, _model!);
        }

        if (task.Input is null || task.Model is null)
        {
            throw OwnAdvice.UnknownInput(task, wasLost: own.Field(nameof(GenTask.Input)) is not null);
        }

        return new GenRequest { Model = task.Model, Input = task.Input, CallbackUrl = task.CallbackUrl, Key = task.Key, Source = task.Source };
    }

    private bool IsOther(string model) =>
        _model is not null && !IdOf(_model).Equals(IdOf(model), StringComparison.OrdinalIgnoreCase);

    private string IdOf(string model) => _catalog.Resolve(model.Trim())?.Id ?? model.Trim();

    private static GenRequest ReadRow(object item, Dictionary<string, object?> named)
    {
        if (item is PSObject { TypeNames: { Count: > 0 } names } && names[0].StartsWith("Deserialized.", StringComparison.Ordinal))
        {
            RequireWhole(named);
        }

        return ObjectRequest.Read(named, source: null);
    }

    /// <summary>Jobs and remote sessions keep lists and tables, but of objects in objects only a text, such as a type's name: nobody meant that to be sent.</summary>
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

    private static GenServiceException NotARequest(object value) => new(
        GenErrorCode.InvalidInput,
        $"A {value.GetType().Name}{(value is ICollection ? " that holds nothing" : "")} is no request. Pipe rows (Import-Csv, hashtables), requests (Import-GenRequest) or prompts as text. Nothing was sent.");
}
