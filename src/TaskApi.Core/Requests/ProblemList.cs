using System.Collections.Generic;

namespace TaskApi;

/// <summary>Collects the problems of one request and says with each where the request came from.</summary>
internal sealed class ProblemList
{
    private readonly GenRequest _request;
    private List<GenProblem>? _problems;

    public ProblemList(GenRequest request) => _request = request;

    /// <summary>True when a problem forbids sending the request.</summary>
    public bool HasError { get; private set; }

    /// <summary>True when the request says that it is a dry run.</summary>
    public bool SaysDryRun { get; set; }

    /// <summary>All problems found so far.</summary>
    public IReadOnlyList<GenProblem> Problems => _problems ?? (IReadOnlyList<GenProblem>)[];

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
