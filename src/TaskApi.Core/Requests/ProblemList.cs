using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Collects the problems of one request and says with each where the request came from.</summary>
internal sealed class ProblemList
{
    private readonly GenRequest _request;
    private List<GenProblem>? _problems;
    private Dictionary<string, LocalMedium>? _files;
    private HashSet<string>? _judged;

    public ProblemList(GenRequest request) => _request = request;

    /// <summary>True when a problem forbids sending the request.</summary>
    public bool HasError { get; private set; }

    /// <summary>True when the request says that it is a dry run.</summary>
    public bool SaysDryRun { get; set; }

    /// <summary>The local files among the values, by their full paths, which stand in the values' places; null for none.</summary>
    public IReadOnlyDictionary<string, LocalMedium>? Files => _files;

    /// <summary>All problems found so far.</summary>
    public IReadOnlyList<GenProblem> Problems => _problems ?? (IReadOnlyList<GenProblem>)[];

    /// <summary>Notes a local file whose path stands for it.</summary>
    public void Note(LocalMedium file) => (_files ??= new Dictionary<string, LocalMedium>(StringComparer.Ordinal))[file.Path] = file;

    /// <summary>Notes a text of which it was told already that it is no URL.</summary>
    public void Judged(string text) => (_judged ??= new HashSet<string>(StringComparer.Ordinal)).Add(text);

    /// <summary>True for a text that need not be a URL: it is a local file, or was told to be none.</summary>
    public bool NeedsNoUrl(string text) => _files?.ContainsKey(text) == true || _judged?.Contains(text) == true;

    public void Error(GenProblemCode code, string parameter, string message) => Add(isWarning: false, code, parameter, message);

    public void Warning(GenProblemCode code, string parameter, string message) => Add(isWarning: true, code, parameter, message);

    public void Add(bool isWarning, GenProblemCode code, string parameter, string message)
    {
        HasError |= !isWarning;
        (_problems ??= []).Add(new GenProblem
        {
            Code = code,
            Parameter = parameter,
            IsWarning = isWarning,
            Message = _request.Source is { } source ? $"{source}: {message}" : message,
        });
    }
}
