using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Binding;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the values of a model's parameter where the engine cannot: it knows no values for booleans, nor for a static parameter.</summary>
public sealed class ModelValueCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ModelCatalog catalog = RunspaceSession.CatalogForTyping(null);
        GenParameter? parameter = catalog.Resolve(fakeBoundParameters["Model"] as string)?.Match(parameterName);
        string word = wordToComplete.Trim('\'', '"');
        if (parameter is null)
        {
            yield break;
        }

        foreach (string text in Values(parameter))
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(text, text, CompletionResultType.ParameterValue, ModelParameters.Help(parameter));
            }
        }
    }

    private static IEnumerable<string> Values(GenParameter parameter)
    {
        if (parameter.Type == GenParameterType.Boolean)
        {
            yield return "$true";
            yield return "$false";
            yield break;
        }

        foreach (object value in parameter.Allowed ?? [])
        {
            yield return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }
}
