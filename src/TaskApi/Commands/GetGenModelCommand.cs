using System;
using System.Management.Automation;
using TaskApi.Completion;
using TaskApi.Errors;
using TaskApi.Session;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Lists the models that are known, with their parameters and rules.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenModel", HelpUri = HelpPage.GetGenModel)]
[OutputType(typeof(GenModel))]
public sealed class GetGenModelCommand : PSCmdlet
{
    private static readonly string[] Everything = ["*"];

    /// <summary>Names or wildcards; a name without a provider matches after the slash, and text that is in no name is looked for in descriptions.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Model names; wildcards are allowed.")]
    [Alias("Model", "Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = Everything;

    // Text, not GenKind?: the engine lists this assembly's types before the module can make its private libraries findable, and .NET
    // then loads whatever value types a class holds.

    /// <summary>Only models that make this.</summary>
    [Parameter(HelpMessage = "Only models that make this.")]
    [ValidateSet(nameof(GenKind.Video), nameof(GenKind.Image), nameof(GenKind.Audio))]
    public string? Kind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ModelCatalog catalog = Catalog();
        foreach (string name in Name)
        {
            if (!Write(catalog, name) && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                string? nearest = catalog.FindNearest(name);
                string hint = nearest is null ? " Get-GenModel lists them all." : $" Did you mean {nearest}?";
                WriteError(ErrorRecords.From(new GenServiceException(GenErrorCode.NotFound, $"The catalog has no model '{name}'.{hint}"), name));
            }
        }
    }

    private ModelCatalog Catalog()
    {
        try
        {
            return RunspaceSession.Catalog;
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
            throw;
        }
    }

    private bool Write(ModelCatalog catalog, string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return WriteWhere(catalog, model => pattern.IsMatch(model.Id) || pattern.IsMatch(model.Name))
            || WriteWhere(catalog, model => model.Description.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private bool WriteWhere(ModelCatalog catalog, Func<GenModel, bool> matches)
    {
        bool found = false;
        foreach (GenModel model in catalog.Models)
        {
            if (matches(model))
            {
                found = true;
                if (Kind is null || Kind.Equals(model.Kind.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    WriteObject(model);
                }
            }
        }

        return found;
    }
}
