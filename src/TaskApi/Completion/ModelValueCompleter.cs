using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Binding;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the values of a static parameter that stands for a parameter of the model.</summary>
public sealed class ModelValueCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ModelCatalog catalog = RunspaceSession.Current?.Catalog ?? ModelCatalog.BuiltIn;
        GenParameter? parameter = catalog.Find(fakeBoundParameters["Model"] as string)?.Match(parameterName);
        string word = wordToComplete.Trim('\'', '"');
        foreach (object value in parameter?.Allowed ?? [])
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(text, text, CompletionResultType.ParameterValue, ModelParameters.Help(parameter!));
            }
        }
    }
}
