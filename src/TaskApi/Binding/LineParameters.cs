using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Parameters that are there for a moment only, while a command is bound or while its line is completed: neither syntax nor help has them.
/// </summary>
/// <remarks>
/// The engine asks for dynamic parameters in all three cases and does not say for which. But a command that will run has a place in a
/// pipeline, one that is completed has a name on a line only, and one that is described has neither.
/// </remarks>
internal static class LineParameters
{
    /// <summary>The parameter that collects what is on the line and belongs to no other.</summary>
    public const string Unknown = "UnknownArgument";

    // The blank keeps it apart from the static parameter of that name, which is the one that is bound; Tab would write a blank there anyway.
    private const string Mode = "Mode ";

    /// <summary>True for a command that will run.</summary>
    public static bool IsBound(InvocationInfo invocation) => invocation.PipelineLength > 0;

    /// <summary>The model's own parameters and those of the moment.</summary>
    /// <param name="own">The parameters of the model on the line.</param>
    /// <param name="model">That model; null for none.</param>
    /// <param name="invocation">What is going on.</param>
    public static RuntimeDefinedParameterDictionary With(RuntimeDefinedParameterDictionary own, GenModel? model, InvocationInfo invocation)
    {
        bool isBound = IsBound(invocation);
        bool isCompleted = !isBound && !string.IsNullOrEmpty(invocation.InvocationName);
        if (isBound)
        {
            own[Unknown] =
                new RuntimeDefinedParameter(Unknown, typeof(object[]), [new ParameterAttribute { ValueFromRemainingArguments = true, DontShow = true }]);
        }
        else if (isCompleted && model?.FindParameter("mode") is { } mode)
        {
            own[Mode] = new RuntimeDefinedParameter(Mode, typeof(string), [new ParameterAttribute { HelpMessage = ModelParameters.Help(mode) }]);
        }

        return own;
    }

    /// <summary>What the engine could not bind; null when there is nothing of that kind.</summary>
    public static IReadOnlyList<object?>? FindUnknown(InvocationInfo invocation)
    {
        // Bound is enough: a single empty list is bound as what it holds, which is nothing.
        return invocation.BoundParameters.TryGetValue(Unknown, out object? unknown) ? unknown as object?[] ?? [] : null;
    }
}
