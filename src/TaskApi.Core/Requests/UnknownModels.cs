using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// Judges models that the catalog does not have: a name near a known one is a mistake, and another model would be paid for; any other may
/// be newer than the catalog.
/// </summary>
internal sealed class UnknownModels
{
    // A table repeats its models; the limit keeps a hostile file from growing the cache.
    private const int CacheLimit = 1000;

    private readonly ModelCatalog _catalog;
    private readonly bool _areAllowed;
    private readonly Dictionary<string, (bool IsWarning, string Message)> _verdicts = new(StringComparer.Ordinal);

    /// <summary>A judge of models.</summary>
    public UnknownModels(ModelCatalog catalog, bool areAllowed)
    {
        _catalog = catalog;
        _areAllowed = areAllowed;
    }

    /// <summary>Reports what is to be said of a model that <see cref="ModelCatalog.Resolve"/> does not find.</summary>
    /// <returns>True when the request may be sent.</returns>
    public bool Take(string modelId, ProblemList findings)
    {
        if (!_verdicts.TryGetValue(modelId, out (bool IsWarning, string Message) verdict))
        {
            verdict = Judge(modelId);
            if (_verdicts.Count >= CacheLimit)
            {
                // Begun anew rather than closed: what comes next in the table is likelier to be repeated than what came long ago.
                _verdicts.Clear();
            }

            _verdicts[modelId] = verdict;
        }

        if (verdict.Message.Length > 0)
        {
            findings.Add(verdict.IsWarning, GenProblemCode.UnknownModel, "model", verdict.Message);
        }

        return verdict.IsWarning;
    }

    private (bool IsWarning, string Message) Judge(string modelId)
    {
        string shown = RequestChecker.Shown(modelId);
        if (_catalog.Namesakes(modelId) is { Count: > 0 } ids)
        {
            return (false, $"{shown} is the short name of several models: {string.Join(", ", ids)}. Write one of them in full.");
        }

        if (_areAllowed)
        {
            return (true, "");
        }

        return _catalog.FindNearest(modelId) is { } nearest
            ? (false, $"{shown} is not in the catalog. Did you mean {nearest}? A model that is newer than the catalog is sent with -AllowUnknownModel.")
            : (true, $"{shown} is not in the catalog, so the request is sent as it is.");
    }
}
