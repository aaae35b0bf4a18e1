using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>An error that a user is told: what happened, and what that means for the money.</summary>
public sealed class GenServiceException : Exception
{
    /// <summary>An error of this kind. Its message is for people, so what the service or a table says in it is made visible here.</summary>
    public GenServiceException(GenErrorCode code, string message, Exception? inner = null)
        : base(VisibleText.Of(message), inner) => Code = code;

    /// <summary>The kind of error.</summary>
    public GenErrorCode Code { get; }

    /// <summary>The HTTP status of the answer; null when there was none.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The service's own word for the error, such as <c>validation_error</c>; null when it gave none.</summary>
    public string? ServiceCode { get; init; }

    /// <summary>The beginning of the answer (up to 2,000 characters, without the key) for a person to look at; null when none came.</summary>
    public string? Answer { get; init; }

    /// <summary>The task that the error is about; null when it is about none.</summary>
    public GenTask? Task { get; init; }

    /// <summary>
    /// The ids of the paid tasks that were left behind where the error ended a pipeline: accepted, and neither failed nor saved. Empty when
    /// the pipeline went on.
    /// </summary>
    public IReadOnlyList<string> ToFetch { get; init; } = [];

    /// <summary>The same error in words that also say what it is about.</summary>
    /// <param name="message">The message.</param>
    /// <param name="task">The task that the error is about; null for the one already known.</param>
    /// <param name="toFetch">See <see cref="ToFetch"/>; null for what is already known.</param>
    public GenServiceException Saying(string message, GenTask? task = null, IReadOnlyList<string>? toFetch = null) =>
        new(Code, message, this) { HttpStatus = HttpStatus, ServiceCode = ServiceCode, Answer = Answer, Task = task ?? Task, ToFetch = toFetch ?? ToFetch };
}
