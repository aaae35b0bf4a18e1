namespace TaskApi;

/// <summary>What can be wrong with a request. A closed set: scripts may rely on these words.</summary>
public enum GenProblemCode
{
    /// <summary>The request names no model.</summary>
    MissingModel,

    /// <summary>
    /// The catalog does not know the model. An error when the name is near a known one, or the short name of several; else a warning: the
    /// service decides.
    /// </summary>
    UnknownModel,

    /// <summary>A parameter that is needed, always or because of the others, is not given.</summary>
    MissingParameter,

    /// <summary>A parameter that is needed is there, but empty.</summary>
    EmptyParameter,

    /// <summary>The model has no parameter of that name. A warning where the model's parameters are not documented and the name may be one.</summary>
    UnknownParameter,

    /// <summary>The model has no parameter for that column. An error when other models have it or columns are strict; else a warning.</summary>
    UnknownColumn,

    /// <summary>Two names in the request mean the same parameter.</summary>
    DuplicateParameter,

    /// <summary>The value has the wrong type and cannot be converted without guessing.</summary>
    WrongType,

    /// <summary>The value is not one of the documented ones.</summary>
    NotAllowed,

    /// <summary>The number is too small or too large.</summary>
    OutOfRange,

    /// <summary>The text has too many characters.</summary>
    TooLong,

    /// <summary>The list has too few or too many items.</summary>
    WrongCount,

    /// <summary>The text is not an absolute http or https URL, and no local file; or an address that the service cannot reach.</summary>
    InvalidUrl,

    /// <summary>The local file is not there, is no picture, film or sound, is of another kind than the parameter takes, or may not be uploaded.</summary>
    InvalidFile,

    /// <summary>The text is not a UUID.</summary>
    InvalidUuid,

    /// <summary>Parameters that are fine alone do not go together.</summary>
    Conflict,

    /// <summary>The parameter is accepted but does nothing in this request. A warning.</summary>
    NoEffect,

    /// <summary>An earlier row of the same file has the same key.</summary>
    DuplicateKey,

    /// <summary>The request says that it is a dry run. An error where it would be submitted; else a warning.</summary>
    DryRun,
}

/// <summary>One thing that is wrong, or doubtful, with a request.</summary>
public sealed class GenProblem
{
    /// <summary>The kind of problem.</summary>
    public GenProblemCode Code { get; init; }

    /// <summary>The parameter or column it is about; null when it is about the request as a whole.</summary>
    public string? Parameter { get; init; }

    /// <summary>The parameter or column as tables show it: without anything that a terminal obeys; empty for none.</summary>
    public string ParameterText => VisibleText.Line(Parameter ?? "");

    /// <summary>What was given, what is allowed, and what to do, with file and line where there is one.</summary>
    public string Message { get; init => field = VisibleText.Of(value); } = "";

    /// <summary>True when the request can be sent all the same.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
