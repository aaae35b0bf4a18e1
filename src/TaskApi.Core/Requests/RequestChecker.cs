using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>
/// Checks a request against the catalog and brings it into the form that is sent. Everything that ever leaves goes through here,
/// whatever way it came in.
/// </summary>
/// <remarks>
/// The service's main page is law: breaking it is an error. Later material (newer parameters, models without a documented
/// parameter table) is advice: breaking it is a warning, because the service is the judge of what the page does not tell.
/// A checker serves one pipeline, on one thread: it remembers the keys of the rows that it has seen.
/// </remarks>
public sealed class RequestChecker
{
    private readonly ModelCatalog _catalog;
    private readonly RequestCheckOptions _options;
    private readonly UnknownNames _names;
    private readonly UnknownModels _models;
    private readonly KeyBook _keys = new();
    private readonly LocalFiles _files;

    /// <summary>A checker against this catalog.</summary>
    public RequestChecker(ModelCatalog catalog, RequestCheckOptions? options = null)
    {
        _catalog = catalog;
        _options = options ?? new RequestCheckOptions();
        _names = new UnknownNames(catalog, _options);
        _files = new LocalFiles(_options.Location);
        _models = new UnknownModels(catalog, _options.AllowUnknownModel);
    }

    /// <summary>Finds all problems of a request at once, and its form on the wire when no problem forbids sending it.</summary>
    public GenRequestCheck Check(GenRequest request)
    {
        var findings = new ProblemList(request);
        Dictionary<string, object?>? input = CheckInput(request, findings, out string? modelId, out GenRequest resolved);
        CheckCallback(request, findings);
        CheckDryRun(request, findings);
        CheckKey(request, findings);
        return new GenRequestCheck
        {
            Request = request,
            Problems = findings.Problems,
            IsValid = !findings.HasError,
            Ready = findings.HasError || input is null
                ? null
                : resolved with { Model = modelId, Input = input, IsRow = false, DryRun = findings.SaysDryRun, Files = findings.Files },
        };
    }

    private Dictionary<string, object?>? CheckInput(GenRequest request, ProblemList findings, out string? modelId, out GenRequest resolved)
    {
        resolved = request;
        modelId = request.Model?.Trim();
        if (string.IsNullOrEmpty(modelId))
        {
            findings.Error(GenProblemCode.MissingModel, "model",
                "no model is named. Give one with -Model or in a column 'model', for example google/nano-banana." +
                TableAdvice.WithoutModel(request, _catalog));
            return null;
        }

        GenModel? model = _catalog.Resolve(modelId);
        if (!ResultValue.TryResolve(ref resolved, model, findings))
        {
            return null;
        }

        request = resolved;

        if (model is null)
        {
            return _models.Take(modelId!, findings) ? Passed(request, findings) : null;
        }

        modelId = model.Id;
        Dictionary<string, object?> input = Convert(request, model, findings);
        // By index, here and wherever every row passes: an enumerator of a list behind an interface is an object more for each row.
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            CheckRequired(model, model.Parameters[i], input, findings);
        }

        RuleChecker.Check(model, input, findings);
        CheckReach(model, input, findings);
        return input;
    }

    /// <summary>What the service cannot read, it charges for and fails.</summary>
    private void CheckReach(GenModel? model, Dictionary<string, object?> input, ProblemList findings)
    {
        foreach ((string name, string url) in _options.Service is null ? [] : WebAddresses.In(input))
        {
            // A prompt may be an address, and about whatever it likes.
            bool isWords = model?.Match(name) is { Type: GenParameterType.String, Format: not GenParameterFormat.Url };
            if (!isWords && WebAddresses.WhyUnreachable(url, _options.Service!) is { } why)
            {
                findings.Error(GenProblemCode.InvalidUrl, name, $"{name} is '{VisibleText.Line(url)}', {why}.");
            }
        }
    }

    private Dictionary<string, object?> Convert(GenRequest request, GenModel model, ProblemList findings)
    {
        var input = new InputValues(request.Input.Count);
        foreach (KeyValuePair<string, object?> given in request.Input)
        {
            if (IsAbsent(given.Value, request.IsRow))
            {
                continue;
            }

            GenParameter? parameter = model.Match(given.Key);
            if (parameter is null)
            {
                TakeUnknown(given, request, model, input, findings);
            }
            else if (!JsonText.CanHold(given.Value))
            {
                Refuse(parameter.Name, findings);
            }
            else if (input.ContainsKey(parameter.Name))
            {
                findings.Error(GenProblemCode.DuplicateParameter, parameter.Name,
                    $"{parameter.Name} is given twice, the second time as '{given.Key}'. Keep one of them.");
            }
            else if (_files.Take(request, parameter.Name, parameter, model.IsChecked && !parameter.IsNewer, given.Value, findings) is { } value
                && ValueConverter.TryConvert(parameter.Type, value, out object converted))
            {
                input[parameter.Name] = LimitChecker.Check(parameter, converted, model.IsChecked && !parameter.IsNewer, findings);
            }
            else
            {
                input[parameter.Name] = given.Value;
                findings.Add(
                    !model.IsChecked,
                    GenProblemCode.WrongType,
                    parameter.Name,
                    $"{parameter.Name} is {Shown(given.Value)}; it must be {ValueConverter.Describe(parameter.Type)}." +
                    ValueConverter.CommaHint(parameter.Type, given.Value) + LimitChecker.AllowedHint(parameter));
            }
        }

        return input;
    }

    private static void CheckRequired(GenModel model, GenParameter parameter, Dictionary<string, object?> input, ProblemList findings)
    {
        if (!parameter.Required)
        {
            return;
        }

        bool warning = !model.IsChecked || parameter.IsNewer;
        if (!input.TryGetValue(parameter.Name, out object? value))
        {
            findings.Add(warning, GenProblemCode.MissingParameter, parameter.Name,
                $"{parameter.Name} is missing; {model.Id} needs it.{LimitChecker.AllowedHint(parameter)}");
        }
        else if (IsEmpty(value))
        {
            findings.Add(warning, GenProblemCode.EmptyParameter, parameter.Name,
                $"{parameter.Name} is empty; {model.Id} needs it.{LimitChecker.AllowedHint(parameter)}");
        }
    }

    private static void CheckCallback(GenRequest request, ProblemList findings)
    {
        if (request.CallbackUrl is { } url && !LimitChecker.IsWebUrl(url))
        {
            findings.Error(GenProblemCode.InvalidUrl, "callback_url", $"callback_url is '{url}'; it must be an absolute http or https URL.");
        }
    }

    /// <summary>The input for a model that the catalog does not have.</summary>
    private Dictionary<string, object?> Passed(GenRequest request, ProblemList findings)
    {
        var input = new InputValues(request.Input.Count);
        foreach (KeyValuePair<string, object?> given in request.Input)
        {
            if (!IsAbsent(given.Value, request.IsRow))
            {
                TakeUnknown(given, request, null, input, findings);
            }
        }

        CheckReach(null, input, findings);
        return input;
    }

    private void TakeUnknown(KeyValuePair<string, object?> given, GenRequest request, GenModel? model, Dictionary<string, object?> input, ProblemList findings)
    {
        if (!_names.Take(given, request, model, findings))
        {
            return;
        }

        if (JsonText.CanHold(given.Value))
        {
            input[given.Key] = _files.Take(request, given.Key, null, isLaw: false, given.Value, findings);
        }
        else
        {
            Refuse(given.Key, findings);
        }
    }

    /// <summary>Results are told apart by the key, so two rows of one table with the same one are a slip, and the second would be paid for.</summary>
    private void CheckKey(GenRequest request, ProblemList findings)
    {
        if (request is { Key: { } key, Source: { } source } && _keys.Note(key, source) is { } line)
        {
            findings.Error(GenProblemCode.DuplicateKey, "key",
                FormattableString.Invariant($"the key {Shown(key)} is that of line {line} already. Give each row of a file a key of its own."));
        }
    }

    private void CheckDryRun(GenRequest request, ProblemList findings)
    {
        findings.SaysDryRun |= request.DryRun;
        if (findings.SaysDryRun)
        {
            findings.Add(!_options.IsSubmitted, GenProblemCode.DryRun, "dry_run",
                "the request says dry_run, so it is never submitted. Get-GenPrice takes it; remove dry_run to submit it.");
        }
    }

    private static void Refuse(string name, ProblemList findings) =>
        findings.Error(GenProblemCode.WrongType, name, $"{name} is or holds what cannot be sent: a number that is infinite or the result of a calculation " +
            "that has none, or an object that is no hashtable and no list.");

    /// <summary>Nothing given: null, or an empty cell of a table.</summary>
    private static bool IsAbsent(object? value, bool isRow) => value is null || (isRow && value is string text && string.IsNullOrWhiteSpace(text));

    private static bool IsEmpty(object? value) => value switch
    {
        string text => string.IsNullOrWhiteSpace(text),
        ICollection<object?> list => list.Count == 0,
        _ => value is null,
    };

    /// <summary>A value as messages show it: quoted, short, on one line.</summary>
    internal static string Shown(object? value)
    {
        string text = value switch
        {
            null => "nothing",
            string given => given,
            bool flag => flag ? "true" : "false",
            IConvertible scalar => System.Convert.ToString(scalar, CultureInfo.InvariantCulture)!,
            _ => JsonText.CanHold(value) ? JsonText.ToText(value) : value.ToString()!,
        };
        return "'" + VisibleText.Short(text.Replace("\r", " ").Replace("\n", " "), 60) + "'";
    }
}
