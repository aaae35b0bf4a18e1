using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// The input that stands on the command's line: -Input first, -Mode and the model's own parameters over it. Any of its values may be a script
/// block, or hold some.
/// </summary>
internal sealed class LineInput
{
    private readonly IDictionary? _input;
    private readonly object? _mode;
    private readonly RuntimeDefinedParameterDictionary? _parameters;

    /// <summary>Takes what was bound.</summary>
    /// <param name="input">The hashtable.</param>
    /// <param name="mode">The mode: a text or a script block; null for none.</param>
    /// <param name="parameters">The model's own parameters, as <see cref="ModelParameters"/> made them.</param>
    /// <exception cref="GenServiceException">The hashtable cannot be read.</exception>
    public LineInput(IDictionary? input, object? mode, RuntimeDefinedParameterDictionary? parameters)
    {
        (_input, _mode, _parameters) = (input, mode, parameters);
        foreach (KeyValuePair<string, object?> value in Read())
        {
            if (PipelineScript.IsHeldBy(value.Value))
            {
                Script ??= value.Key;
                TakesItem |= PipelineScript.IsTakenBy(value.Value);
            }
        }
    }

    /// <summary>The name of the first value that is or holds a script block; null for none.</summary>
    public string? Script { get; }

    /// <summary>
    /// True when a script block may take something of the pipeline's object: then nothing else of it is taken, unless it is a request itself.
    /// </summary>
    public bool TakesItem { get; }

    /// <summary>The input for an object of the pipeline.</summary>
    /// <param name="item">The object; null where nothing is piped.</param>
    /// <param name="request">The request that the object means, with its model.</param>
    /// <param name="catalog">The models that are known.</param>
    /// <param name="paths">Finds local files.</param>
    /// <exception cref="GenServiceException">A script block fails, or does not result in a value.</exception>
    public Dictionary<string, object?> For(PSObject? item, GenRequest request, ModelCatalog catalog, LinePaths paths)
    {
        Dictionary<string, object?> input = Read();
        if (input.Count == 0)
        {
            return input;
        }

        GenModel? model = catalog.Resolve(request.Model);
        paths.Read(input, model);
        if (Script is not null && item is not null)
        {
            var scripts = new PipelineScript(item, paths);
            foreach (string name in new List<string>(input.Keys))
            {
                GenParameter? parameter = model?.Match(name);
                input[name] = scripts.Evaluate(parameter?.Name ?? name, parameter, input[name]);
            }
        }

        return input;
    }

    /// <summary>A row with the line's input over its own.</summary>
    public static GenRequest Over(GenRequest row, Dictionary<string, object?> line)
    {
        if (line.Count == 0)
        {
            return row;
        }

        var input = new Dictionary<string, object?>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in line.Keys)
        {
            taken.Add(ParameterName.ToKey(name));
        }

        foreach (KeyValuePair<string, object?> cell in row.Input)
        {
            if (!taken.Contains(ParameterName.ToKey(cell.Key)))
            {
                input[cell.Key] = cell.Value;
            }
        }

        foreach (KeyValuePair<string, object?> argument in line)
        {
            input[argument.Key] = argument.Value;
        }

        return row with { Input = input };
    }

    /// <summary>True when the input has a value under any spelling of a name.</summary>
    /// <param name="input">The input.</param>
    /// <param name="key">The name, as <see cref="ParameterName.ToKey"/> makes it.</param>
    public static bool Has(Dictionary<string, object?> input, string key)
    {
        foreach (string name in input.Keys)
        {
            if (ParameterName.ToKey(name) == key)
            {
                return true;
            }
        }

        return false;
    }

    private Dictionary<string, object?> Read()
    {
        Dictionary<string, object?> input = _input is null ? [] : PlainValue.Named(_input)!;
        if (_mode is not null)
        {
            Put(input, "mode", _mode);
        }

        if (_parameters is not null)
        {
            foreach (RuntimeDefinedParameter parameter in _parameters.Values)
            {
                if (parameter.IsSet)
                {
                    Put(input, ModelParameters.WireName(parameter), ModelParameters.GivenTo(parameter));
                }
            }
        }

        return input;
    }

    /// <summary>Sets a value in place of the one that -Input gives under any spelling of the name.</summary>
    private static void Put(Dictionary<string, object?> input, string name, object? value)
    {
        string key = ParameterName.ToKey(name);
        foreach (string other in new List<string>(input.Keys))
        {
            if (ParameterName.ToKey(other) == key)
            {
                input.Remove(other);
            }
        }

        input[name] = value;
    }
}
