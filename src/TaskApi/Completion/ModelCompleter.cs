using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes model names: by their beginning, by the name after the provider, or by any part.</summary>
public sealed class ModelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        ModelCatalog catalog = RunspaceSession.CatalogForTyping(null);
        foreach (Func<GenModel, bool> matches in Matches(word))
        {
            bool found = false;
            foreach (GenModel model in catalog.Models)
            {
                if (matches(model))
                {
                    found = true;
                    yield return new CompletionResult(model.Id, model.Id, CompletionResultType.ParameterValue, $"{model.Kind}: {model.Description}");
                }
            }

            if (found)
            {
                yield break;
            }
        }
    }

    /// <summary>The closest way of matching that finds something is the only one used.</summary>
    private static IEnumerable<Func<GenModel, bool>> Matches(string word)
    {
        var pattern = WildcardPattern.Get(word + "*", WildcardOptions.IgnoreCase);
        yield return model => pattern.IsMatch(model.Id);
        yield return model => pattern.IsMatch(model.Name);
        yield return model => model.Id.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
    }
}
