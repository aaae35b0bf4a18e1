using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;

namespace TaskApi;

/// <summary>
/// What a result, the task that made it, or an uploaded file stands for where it is given as a value: its URL, where a parameter takes one.
/// That way one task's picture becomes the next one's. A saved result stands for its file. Anywhere else it is a mistake, which would be paid for.
/// </summary>
public static class ResultValue
{
    /// <summary>Puts what it stands for in the place of a value, and of what is in it; what is no result stays as it is.</summary>
    /// <param name="parameter">The parameter that the value is for.</param>
    /// <param name="value">The plain value.</param>
    /// <param name="resolved">The value without results.</param>
    /// <param name="problem">Why there is none, in a sentence.</param>
    public static bool TryResolve(GenParameter parameter, object? value, out object? resolved, [NotNullWhen(false)] out string? problem) =>
        TryResolve(parameter.Name, parameter, value, new OriginNotes(), out resolved, out problem);

    /// <summary>
    /// Puts what they stand for in the place of all results in a request. False: there are some that stand for nothing, which is told. A row's column
    /// that no parameter matches may hold anything: it is not sent.
    /// </summary>
    internal static bool TryResolve(ref GenRequest request, GenModel? model, ProblemList findings)
    {
        Dictionary<string, object?>? input = null;
        var notes = new OriginNotes();
        bool isWhole = true;
        foreach (KeyValuePair<string, object?> given in request.Input)
        {
            if (!Holds(given.Value))
            {
                continue;
            }

            GenParameter? parameter = model?.Match(given.Key);
            string name = parameter?.Name ?? given.Key;
            if (TryResolve(name, parameter, given.Value, notes, out object? resolved, out string? problem))
            {
                input ??= new Dictionary<string, object?>(request.Input, StringComparer.Ordinal);
                input[given.Key] = resolved;
            }
            else if (parameter is not null || model is null || !request.IsRow || TakesUrl(name, null))
            {
                findings.Error(GenProblemCode.WrongType, name, problem);
                isWhole = false;
            }
        }

        request = input is null ? request : notes.AddTo(request with { Input = input });
        return isWhole;
    }

    private static bool Holds(object? value)
    {
        switch (value)
        {
            case GenTask or GenOutput or GenFile or GenUpload:
                return true;
            case List<object?> list:
                return list.Exists(Holds);
            case IDictionary<string, object?> named:
                foreach (object? item in named.Values)
                {
                    if (Holds(item))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static bool TryResolve(
        string name, GenParameter? parameter, object? value, OriginNotes notes, out object? resolved, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        resolved = value;
        switch (value)
        {
            case GenTask task:
                return TryFindOutput(name, task, out GenOutput? single, out problem) && TryResolve(name, parameter, single, notes, out resolved, out problem);
            case GenFile file:
                return TryResolveFile(name, parameter, file, notes, out resolved, out problem);
            case GenUpload upload:
                resolved = upload.IsGood ? upload.Url : new FileInfo(upload.Path);
                problem = TakesUrl(name, parameter)
                    ? null
                    : $"{name} takes no uploaded file. Only parameters that take a URL do; for another, give what is meant of it, such as $file.Name.";
                notes.Origins[upload.Url] = Origin.OfContent(upload.Sha256);
                return problem is null;
            case GenOutput output:
                problem = TakesUrl(name, parameter) ? Misfit(name, output) : null;
                resolved = problem is not null ? null
                    : TakesUrl(name, parameter) ? output.Url
                    : TakesText(parameter) && output.Url is null ? output.Text
                    : null;
                problem ??= resolved is null ? Misplaced(name, output, TakesUrl(name, parameter)) : null;
                notes.Note(output);
                return problem is null;
            case List<object?> list:
                return TryResolveItems(name, parameter, list, notes, out resolved, out problem);
            case IDictionary<string, object?> named:
                var fields = new Dictionary<string, object?>(named.Count, StringComparer.Ordinal);
                foreach (KeyValuePair<string, object?> pair in named)
                {
                    if (!TryResolve(pair.Key, null, pair.Value, notes, out object? field, out problem))
                    {
                        return false;
                    }

                    fields[pair.Key] = field;
                }

                resolved = fields;
                return true;
            default:
                return true;
        }
    }

    private static bool TryResolveItems(
        string name,
        GenParameter? parameter,
        List<object?> list,
        OriginNotes notes,
        out object? resolved,
        [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        resolved = list;
        if (parameter?.Type == GenParameterType.String && list.Exists(static item => item is GenOutput or GenTask or GenFile or GenUpload or FileInfo))
        {
            // A task's Outputs are a list, also when there is only one.
            problem = list.Count == 1 ? null
                : FormattableString.Invariant($"{name} takes one URL, and {list.Count} results are given. Say which, for example $task.Outputs[0].");
            return problem is null && TryResolve(name, parameter, list[0], notes, out resolved, out problem);
        }

        var items = new List<object?>(list.Count);
        foreach (object? item in list)
        {
            if (!TryResolve(name, parameter, item, notes, out object? one, out problem))
            {
                return false;
            }

            items.Add(one);
        }

        resolved = items;
        return true;
    }

    /// <summary>A saved result is its file, which may have been worked on since; a text that was saved is its words.</summary>
    private static bool TryResolveFile(
        string name, GenParameter? parameter, GenFile file, OriginNotes notes, out object? resolved, [NotNullWhen(false)] out string? problem)
    {
        if (!TakesUrl(name, parameter) || file.Path.Length == 0 || file.Output is { Url: null, Text: not null })
        {
            return TryResolve(name, parameter, file.Output, notes, out resolved, out problem);
        }

        notes.NoteParent(file.Task.Id);
        resolved = new FileInfo(file.Path);
        problem = null;
        return true;
    }

    private static bool TryFindOutput(string name, GenTask task, [NotNullWhen(true)] out GenOutput? output, [NotNullWhen(false)] out string? problem)
    {
        output = task.Status == GenTaskStatus.Completed && task.Outputs.Count == 1 ? GenOutput.Of(task.Id, task.Outputs)[0] : null;
        problem = output is not null ? null : $"{name} is task {task.Id}, " + task.Status switch
        {
            GenTaskStatus.Completed when task.Outputs.Count == 0 => "which completed without a result that could be found.",
            GenTaskStatus.Completed => FormattableString.Invariant($"which has {task.Outputs.Count} results. Say which, for example $task.Outputs[0]."),
            GenTaskStatus.Failed => $"which failed and has no result: {task.Error}",
            GenTaskStatus.Unknown => "of which the results are not known here. Ask for it first: Get-GenTask, or Wait-GenTask until it ends.",
            _ => $"which has not completed (it is {task.Status}) and has no result yet. Put Wait-GenTask before.",
        };
        return output is not null;
    }

    /// <summary>Documented parameters say it; of others, and of what is inside of objects, the name does: the service's end in url or urls.</summary>
    internal static bool TakesUrl(string name, GenParameter? parameter)
    {
        string key = ParameterName.ToKey(name);
        return parameter?.Format == GenParameterFormat.Url || key.EndsWith("url", StringComparison.Ordinal) || key.EndsWith("urls", StringComparison.Ordinal);
    }

    private static bool TakesText(GenParameter? parameter) => parameter is { Type: GenParameterType.String, Format: GenParameterFormat.None, Allowed: null };

    /// <summary>Why a result's kind is not the one that the parameter's name tells; null when it may be. A film has sound, too.</summary>
    private static string? Misfit(string name, GenOutput output)
    {
        GenKind wanted = MediumKind.Of(name);
        bool mayFit = wanted == GenKind.Unknown || output.Kind == GenKind.Unknown;
        bool fits = mayFit || output.Kind == wanted || (wanted, output.Kind) == (GenKind.Audio, GenKind.Video);
        return fits || output.Url is null ? null : $"{name} takes {MediumKind.Name(wanted)}, and the result is {MediumKind.Name(output.Kind)}: {output.Url}";
    }

    private static string Misplaced(string name, GenOutput output, bool takesUrl) => takesUrl
        ? $"{name} takes a URL, and the result {RequestChecker.Shown(output.Text ?? output.Name)} is no file that has one."
        : $"{name} takes no result of a task. Only parameters that take a URL do; for another, give what is meant of it, such as $output.Url or $task.Id.";
}
