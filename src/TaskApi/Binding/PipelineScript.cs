using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TaskApi.Binding;

/// <summary>
/// Evaluates script blocks that stand where a value is taken, for an object of the pipeline, which is <c>$_</c> to them. The engine does so by itself
/// for parameters that take pipeline input; a model's parameters do not, because rows must not be bound to them by the names of their columns.
/// </summary>
/// <param name="item">The object.</param>
/// <param name="paths">Finds local files that a block names.</param>
internal sealed class PipelineScript(PSObject item, LinePaths paths)
{
    private IReadOnlyList<GenOutput>? _outputs;

    /// <summary>True when a value is or holds a script block.</summary>
    public static bool IsHeldBy(object? value) => Find(value, static _ => true);

    /// <summary>True when a value is or holds a script block that may take something of the pipeline's object.</summary>
    public static bool IsTakenBy(object? value) => Find(value, UsesItem);

    /// <summary>The value in which the results of its script blocks stand in their places.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="parameter">The parameter; null when it is not documented.</param>
    /// <param name="value">The value as it stands on the line.</param>
    /// <exception cref="GenServiceException">A block fails, or does not result in a value.</exception>
    public object? Evaluate(string name, GenParameter? parameter, object? value)
    {
        switch (value)
        {
            case ScriptBlock script:
                List<object?> results = Run(name, script);
                return results.Count == 1 ? Meant(name, parameter, results[0])
                    : TakesOne(parameter) ? throw Refused(
                        name, script, FormattableString.Invariant($"gave {results.Count} values, where one is taken. Say which, for example $_.Urls[0]."))
                    : results.ConvertAll(result => Meant(name, parameter, result));
            case List<object?> list:
                var items = new List<object?>(list.Count);
                foreach (object? inner in list)
                {
                    if (inner is ScriptBlock script)
                    {
                        items.AddRange(Run(name, script).ConvertAll(result => Meant(name, parameter, result)));
                    }
                    else
                    {
                        items.Add(Evaluate(name, parameter, inner));
                    }
                }

                return items;
            case Dictionary<string, object?> named:
                // Not in its place: the next object of the pipeline needs the blocks again.
                var fields = new Dictionary<string, object?>(named.Count, StringComparer.Ordinal);
                foreach (KeyValuePair<string, object?> field in named)
                {
                    fields[field.Key] = Evaluate(field.Key, null, field.Value);
                }

                return fields;
            default:
                return value;
        }
    }

    private static bool TakesOne(GenParameter? parameter) =>
        parameter is not (null or { Type: GenParameterType.Any or GenParameterType.StringArray or GenParameterType.ObjectArray });

    private static bool Find(object? value, Func<ScriptBlock, bool> isMeant)
    {
        switch (value is PSObject wrapper ? wrapper.BaseObject : value)
        {
            case ScriptBlock script:
                return isMeant(script);
            case string or null:
                return false;
            case IDictionary named:
                return Find(named.Values, isMeant);
            case ICollection list:
                foreach (object? inner in list)
                {
                    if (Find(inner, isMeant))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>A command inside of the block sees the pipeline's object too.</summary>
    private static bool UsesItem(ScriptBlock script) => script.Ast.Find(
        static part => part is CommandAst || (part is VariableExpressionAst variable && IsItem(variable.VariablePath.UserPath)),
        searchNestedScriptBlocks: true) is not null;

    private static bool IsItem(string variable) => variable == "_" || variable.Equals("PSItem", StringComparison.OrdinalIgnoreCase);

    private List<object?> Run(string name, ScriptBlock script)
    {
        Collection<PSObject> output;
        try
        {
            // By itself, the engine goes on after most errors, with whatever value is left then, which would be paid for.
            output = script.InvokeWithContext(null, [new PSVariable("_", item), new PSVariable("ErrorActionPreference", ActionPreference.Stop)]);
        }
        catch (Exception failure) when (failure is RuntimeException and not PipelineStoppedException or PSInvalidOperationException)
        {
            ErrorRecord? record = (failure as IContainsErrorRecord)?.ErrorRecord;
            throw Refused(name, script, "failed: " + (record?.ErrorDetails?.Message ?? record?.Exception.Message ?? failure.Message).Trim(), failure);
        }

        List<object?> results = [];
        foreach (PSObject? result in output)
        {
            results.Add(PlainValue.From(result) ?? throw Refused(name, script, "gave nothing ($null)." + WhyNothing()));
        }

        return results.Count > 0 ? results : throw Refused(name, script, "gave nothing." + WhyNothing());
    }

    /// <summary>
    /// What a value stands for: the address of a result of the piped task is that result, and a path of a file here is the file.
    /// </summary>
    private object? Meant(string name, GenParameter? parameter, object? value)
    {
        if (value is string address && LocalPath.IsAddress(address) && LocalPath.Takes(name, parameter))
        {
            foreach (GenOutput output in _outputs ??= OutputsOf(OwnObject.Find(item)))
            {
                if (output.Url == address)
                {
                    return output;
                }
            }
        }

        return paths.ReadComputed(name, parameter, value);
    }

    private static IReadOnlyList<GenOutput> OutputsOf(OwnObject? own) => own?.Kind switch
    {
        OwnKind.Task when own.ToTask() is { } task => GenOutput.Of(task.Id, task.Outputs),
        OwnKind.File => [own.ToFile().Output],
        OwnKind.Output => [own.ToOutput()],
        _ => [],
    };

    private string WhyNothing()
    {
        GenTask? task = OwnObject.Find(item) is { Kind: OwnKind.Task } own ? own.ToTask() : null;
        return task?.Status switch
        {
            null or GenTaskStatus.Completed => "",
            GenTaskStatus.Failed => $" Task {task.Id} has no result: it failed ({task.Error}).",
            _ => $" Task {task.Id} has no result: it has not completed (it is {task.Status}); put Wait-GenTask before.",
        };
    }

    private static GenServiceException Refused(string name, ScriptBlock script, string problem, Exception? cause = null)
    {
        string shown = ValueText.Show(script.ToString().Trim());
        return new GenServiceException(
            GenErrorCode.InvalidInput,
            $"the script block {{ {shown.Substring(1, shown.Length - 2)} }} of {name} {problem} Nothing was sent for it.",
            cause);
    }
}
