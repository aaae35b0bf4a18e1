using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Explains what is on the line and is no parameter. The engine would say that there is no parameter 'Prompt' where in truth the model's
/// name is misspelled, and it would not say what was meant.
/// </summary>
internal sealed class UnknownArguments
{
    // What PowerShell takes for a hyphen: lines pasted from pages and letters have longer ones.
    private const string Dashes = "-\u2013\u2014\u2015";

    private readonly CommandInfo _command;
    private readonly ModelCatalog _catalog;

    /// <param name="command">The command on the line.</param>
    /// <param name="catalog">The models whose parameters there are.</param>
    public UnknownArguments(CommandInfo command, ModelCatalog catalog)
    {
        _command = command;
        _catalog = catalog;
    }

    /// <summary>The error about the first of them.</summary>
    /// <param name="arguments">What the engine could not bind: names with their hyphen, and values.</param>
    /// <param name="modelId">The model named on the line; null for none.</param>
    public GenServiceException Explain(IReadOnlyList<object?> arguments, string? modelId)
    {
        object? given = arguments.Count == 0 ? null : arguments[0];
        if (given is IDictionary or PSObject { BaseObject: IDictionary })
        {
            return NotSent("A hashtable belongs to no parameter. Write -Input before it, or splat it: @name in place of $name.");
        }

        string first = LanguagePrimitives.ConvertTo<string>(given) ?? "";
        if (first.Length == 0)
        {
            return NotSent("A value that is empty belongs to no parameter. Write the parameter's name before it.");
        }

        string problem = first.Length > 1 && Dashes.IndexOf(first[0]) >= 0 && char.IsLetter(first[1])
            ? ExplainName(first.Substring(1).TrimEnd(':'), modelId)
            : ExplainValue(first, modelId);
        return NotSent(problem);
    }

    private static GenServiceException NotSent(string problem) => new(GenErrorCode.InvalidRequest, problem + " Nothing was sent.");

    private string ExplainName(string name, string? modelId)
    {
        GenModel? model = _catalog.Resolve(modelId);
        List<string> names = Names(model);
        string[] candidates = [.. names, .. _command.Parameters.Keys];
        if (candidates.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return $"-{name} came as a text, which is no parameter. Splat a hashtable, such as @{{ {name} = ... }}, not a list.";
        }

        if (NearestName.Find(name, candidates) is { } nearest)
        {
            return $"{(model is null ? _command.Name : model.Id)} has no parameter -{name}. Did you mean -{nearest}?";
        }

        string wireName = ParameterName.ToSnakeCase(name);
        if (modelId is null)
        {
            return $"-{name} may be a parameter of a model, but no model is named. Name it first, for example {_command.Name} google/nano-banana " +
                $"-{name} ...; for rows that name their models, give -Input @{{ {wireName} = ... }}.";
        }

        return model is null
            ? $"{UnknownModel(modelId)}, so -{name} is not known here.{Advice(modelId, wireName)}"
            : $"{model.Id} has no parameter -{name}. It has -{string.Join(", -", names)}. For one that is newer than the catalog, give -Input " +
                $"@{{ {wireName} = ... }} -AllowUnknownParameter.";
    }

    private string ExplainValue(string value, string? modelId)
    {
        if (modelId is not null && _catalog.Resolve(modelId) is null)
        {
            return $"{UnknownModel(modelId)}, and {ValueText.Show(value)} belongs to no parameter.{DidYouMean(modelId)}";
        }

        return $"{ValueText.Show(value)} belongs to no parameter. Write the parameter's name before it, for example " +
            $"-Prompt {ValueText.Show(value)}, and quotes around text that has spaces.";
    }

    private string Advice(string modelId, string wireName)
    {
        if (_catalog.Namesakes(modelId).Count > 0)
        {
            return " Write one of them in full.";
        }

        string hint = DidYouMean(modelId);
        return $"{hint} A model that is newer than the catalog takes its input as -Input " +
            $"@{{ {wireName} = ... }}{(hint.Length > 0 ? " -AllowUnknownModel" : "")}.";
    }

    private string DidYouMean(string modelId) =>
        _catalog.Namesakes(modelId).Count == 0 && _catalog.FindNearest(modelId) is { } nearest ? $" Did you mean {nearest}?" : "";

    private string UnknownModel(string modelId) => _catalog.Namesakes(modelId) is { Count: > 0 } ids
        ? $"{ValueText.Show(modelId)} is the short name of several models, {string.Join(", ", ids)}"
        : $"{ValueText.Show(modelId)} is not in the catalog";

    private static List<string> Names(GenModel? model)
    {
        var names = new List<string>();
        foreach (GenParameter parameter in model?.Parameters ?? [])
        {
            names.Add(parameter.PascalName);
        }

        return names;
    }
}
