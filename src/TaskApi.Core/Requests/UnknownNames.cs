using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Judges the names in a request that its model has no parameter for: each is sent, left out, or a mistake.</summary>
internal sealed class UnknownNames
{
    // A table repeats its few names a million times; the limit keeps a hostile file from growing the cache.
    private const int CacheLimit = 1000;

    private readonly ModelCatalog _catalog;
    private readonly RequestCheckOptions _options;
    private readonly Dictionary<string, Meaning> _meanings = new(StringComparer.Ordinal);

    /// <summary>A judge of names.</summary>
    public UnknownNames(ModelCatalog catalog, RequestCheckOptions options)
    {
        _catalog = catalog;
        _options = options;
    }

    /// <summary>What is known of a name, whatever the model.</summary>
    [Flags]
    private enum Meaning
    {
        None = 0,

        /// <summary>It is dry_run, in some spelling.</summary>
        DryRun = 1,

        /// <summary>The user said to leave such columns out.</summary>
        Ignored = 2,

        /// <summary>Some model has a parameter of that name.</summary>
        Parameter = 4,

        /// <summary>It has the form of the service's names.</summary>
        SnakeCase = 8,
    }

    /// <summary>Takes a filled cell or value under a name that the model has no parameter for.</summary>
    /// <param name="given">The name and its value.</param>
    /// <param name="request">The request that holds them.</param>
    /// <param name="model">The request's model; null for one that the catalog does not have.</param>
    /// <param name="findings">Where problems go.</param>
    /// <returns>True when the value is sent as it is.</returns>
    public bool Take(KeyValuePair<string, object?> given, GenRequest request, GenModel? model, ProblemList findings)
    {
        Meaning meaning = FindMeaning(given.Key);
        if ((meaning & Meaning.DryRun) != 0)
        {
            TakeDryRun(given, findings);
            return false;
        }

        if (request.IsRow && (meaning & Meaning.Ignored) != 0)
        {
            return false;
        }

        if (_options.AllowUnknownParameter)
        {
            return true;
        }

        GenProblemCode code = request.IsRow ? GenProblemCode.UnknownColumn : GenProblemCode.UnknownParameter;
        if (model is not { IsChecked: true })
        {
            return TakeUndocumented(given.Key, meaning, code, request, model, findings);
        }

        if (request.IsRow && (meaning & Meaning.Parameter) != 0)
        {
            findings.Error(
                code,
                given.Key,
                $"the column '{given.Key}' is {RequestChecker.Shown(given.Value)} here, but {model.Id} has no such parameter, and would be paid for without " +
                $"it.{DidYouMean(given.Key, model)} Empty the cell, or say with -IgnoreColumn {RequestChecker.Shown(given.Key)} that rows of other models go " +
                "without.");
        }
        else if (request.IsRow && !_options.StrictColumn)
        {
            findings.Warning(code, given.Key, $"the column '{given.Key}' is no parameter of {model.Id} and is not " +
                $"sent.{(TableAdvice.ForColumn(given.Key) is { Length: > 0 } advice ? advice : DidYouMeanOrHas(given.Key, model))}");
        }
        else
        {
            findings.Error(code, given.Key,
                $"{model.Id} has no parameter '{given.Key}'.{DidYouMeanOrHas(given.Key, model)} -AllowUnknownParameter sends it as it is.");
        }

        return false;
    }

    /// <summary>Without a documented table the name may be right. What does not even look like one comes from an object that is no request.</summary>
    private bool TakeUndocumented(string name, Meaning meaning, GenProblemCode code, GenRequest request, GenModel? model, ProblemList findings)
    {
        string id = model?.Id ?? request.Model!.Trim();
        if ((meaning & Meaning.SnakeCase) == 0)
        {
            string snake = ParameterName.ToSnakeCase(name);
            string meant = model is null ? "" : DidYouMean(name, model);
            string hint = meant.Length > 0 ? meant : ParameterName.IsSnakeCase(snake) ? $" Is it {snake}?" : "";
            findings.Error(code, name, $"'{name}' is no parameter that is known of {id}, and not of the form that the service's names have, such as " +
                $"aspect_ratio.{hint} -AllowUnknownParameter sends it as it is.");
            return false;
        }

        if (request.IsRow && _options.StrictColumn)
        {
            findings.Error(code, name, $"the column '{name}' is no parameter that is known of {id}. -AllowUnknownParameter sends it as it is.");
            return false;
        }

        if (model is not null)
        {
            findings.Warning(code, name,
                $"'{name}' is no parameter that is known of {id}, whose parameters are not documented; it is sent as it is.{DidYouMean(name, model)}");
        }

        return true;
    }

    private static void TakeDryRun(KeyValuePair<string, object?> given, ProblemList findings)
    {
        if (given.Value is string text && string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (ValueConverter.TryConvert(GenParameterType.Boolean, given.Value!, out object dryRun))
        {
            findings.SaysDryRun |= dryRun is true;
        }
        else
        {
            findings.Error(GenProblemCode.WrongType, given.Key,
                $"{given.Key} is {RequestChecker.Shown(given.Value)}; it must be {ValueConverter.Describe(GenParameterType.Boolean)}.");
        }
    }

    private static string DidYouMeanOrHas(string name, GenModel model) =>
        DidYouMean(name, model) is { Length: > 0 } hint ? hint : $" It has {string.Join(", ", Names(model))}.";

    /// <summary>The model's own name for it, or the nearest one, as a sentence that starts with a space; empty when none is near.</summary>
    private static string DidYouMean(string name, GenModel model)
    {
        string key = ParameterName.ToKey(name);
        foreach (GenParameter parameter in model.Parameters)
        {
            foreach (string other in parameter.AlsoKnownAs)
            {
                if (ParameterName.ToKey(other) == key)
                {
                    return $" Here it is called {parameter.Name}.";
                }
            }
        }

        return NearestName.Find(name, Names(model)) is { } nearest ? $" Did you mean {nearest}?" : "";
    }

    private static IEnumerable<string> Names(GenModel model)
    {
        foreach (GenParameter parameter in model.Parameters)
        {
            yield return parameter.Name;
        }
    }

    private Meaning FindMeaning(string name)
    {
        if (_meanings.TryGetValue(name, out Meaning known))
        {
            return known;
        }

        Meaning meaning = (RequestFields.FromName(name) == RequestField.DryRun ? Meaning.DryRun : Meaning.None)
            | (_options.IgnoreColumn is { } ignores && ignores(name) ? Meaning.Ignored : Meaning.None)
            | (_catalog.IsParameter(name) ? Meaning.Parameter : Meaning.None)
            | (ParameterName.IsSnakeCase(name) ? Meaning.SnakeCase : Meaning.None);
        if (_meanings.Count >= CacheLimit)
        {
            // Begun anew rather than closed: what comes next in the table is likelier to be repeated than what came long ago.
            _meanings.Clear();
        }

        _meanings[name] = meaning;

        return meaning;
    }
}
