using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using TaskApi.Completion;

namespace TaskApi.Binding;

/// <summary>A model's parameters as the prompt sees them: PascalCase, typed, with the allowed values and a help message.</summary>
internal static class ModelParameters
{
    // The engine fails the whole command when a dynamic parameter has the name of a static one, so an overlay's model must not be able to cause that.
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Model", "Mode", "Request", "InputObject", "Input", "AllowUnknownParameter", "AllowUnknownModel", "IgnoreColumn", LineParameters.Unknown,
        "StrictColumn", "Session", "CallbackUrl", "ThrottleLimit", "Batch", "Uncertain", "RetryFailed", "Force", "WhatIf", "Confirm", "Exact", "Summary",
        "Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ProgressAction", "ErrorVariable", "WarningVariable", "InformationVariable",
        "OutVariable", "OutBuffer", "PipelineVariable",
        "vb", "db", "ea", "wa", "infa", "proga", "ev", "wv", "iv", "ov", "ob", "pv", "wi", "cf",
    };

    /// <summary>The parameters of the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isBound">
    /// True for a command that will run: its parameters take script blocks too, which no typed parameter does. What is described or completed has
    /// the types and the values that people need.
    /// </param>
    public static RuntimeDefinedParameterDictionary For(GenModel model, bool isBound)
    {
        var parameters = new RuntimeDefinedParameterDictionary();
        foreach (GenParameter parameter in model.Parameters)
        {
            string name = parameter.PascalName;
            if (!Taken.Contains(name) && !parameters.ContainsKey(name))
            {
                parameters.Add(name, new RuntimeDefinedParameter(name, isBound ? typeof(object) : ClrType(parameter.Type), Attributes(parameter, isBound)));
            }
        }

        return parameters;
    }

    /// <summary>The wire name of a parameter made by <see cref="For"/>.</summary>
    public static string WireName(RuntimeDefinedParameter parameter) => Exact(parameter)?.Parameter.Name ?? parameter.Name;

    /// <summary>The plain value that was given to a parameter made by <see cref="For"/>.</summary>
    public static object? GivenTo(RuntimeDefinedParameter parameter) => Exact(parameter)?.Given ?? PlainValue.From(parameter.Value);

    private static ExactValueAttribute? Exact(RuntimeDefinedParameter parameter)
    {
        foreach (Attribute attribute in parameter.Attributes)
        {
            if (attribute is ExactValueAttribute exact)
            {
                return exact;
            }
        }

        return null;
    }

    private static Collection<Attribute> Attributes(GenParameter parameter, bool isBound)
    {
        var attributes = new Collection<Attribute> { new ParameterAttribute { HelpMessage = Help(parameter) }, new ExactValueAttribute(parameter, isBound) };
        if (parameter.Type == GenParameterType.Boolean)
        {
            attributes.Add(new ArgumentCompleterAttribute(typeof(ModelValueCompleter)));
        }

        if (parameter.Allowed is { Count: > 0 } allowed && parameter.Type is GenParameterType.String or GenParameterType.Integer && !parameter.IsNewer)
        {
            string[] values = new string[parameter.Allowed.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Convert.ToString(parameter.Allowed[i], CultureInfo.InvariantCulture)!;
            }

            attributes.Add(isBound ? new AllowedValuesAttribute(parameter, values) : new ValidateSetAttribute(values));
        }

        return attributes;
    }

    /// <summary>A parameter in a sentence or two: what it does, its range, what happens without it.</summary>
    public static string Help(GenParameter parameter)
    {
        // The engine refuses a parameter whose help is empty.
        string description = parameter.Description.Length > 0 ? parameter.Description : $"{parameter.Name}: {ValueText.Describe(parameter)}.";
        string need = parameter.Required ? " Needed." : "";
        string range = (parameter.Minimum, parameter.Maximum) switch
        {
            ({ } low, { } high) => FormattableString.Invariant($" From {low} to {high}."),
            ({ } low, null) => FormattableString.Invariant($" At least {low}."),
            (null, { } high) => FormattableString.Invariant($" At most {high}."),
            _ => "",
        };
        string usual = parameter.Default is null ? "" : FormattableString.Invariant($" Default: {parameter.Default}.");
        return description + need + range + usual;
    }

    private static Type ClrType(GenParameterType type) => type switch
    {
        GenParameterType.String => typeof(string),
        GenParameterType.Integer => typeof(long),
        GenParameterType.Number => typeof(decimal),
        GenParameterType.Boolean => typeof(bool),
        GenParameterType.StringArray => typeof(string[]),
        GenParameterType.ObjectArray => typeof(object[]),
        _ => typeof(object),
    };
}
