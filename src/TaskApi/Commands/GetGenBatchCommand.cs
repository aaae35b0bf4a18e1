using System.Management.Automation;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Sums up batches: what is done, failed, running, uncertain and unsent.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenBatch", HelpUri = HelpPage.GetGenBatch)]
[OutputType(typeof(GenBatch))]
public sealed class GetGenBatchCommand : GenCmdlet
{
    /// <summary>Names of batches, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Names of batches; wildcards are allowed. Left out, all are summed up.")]
    [Alias("Batch")]
    [ArgumentCompleter(typeof(Completion.BatchCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name ?? ["*"])
        {
            try
            {
                // What has another one's name in other letters is another batch.
                string? whole = WildcardPattern.ContainsWildcardCharacters(name) ? null : name;
                var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
                bool found = false;
                foreach (GenBatch batch in UseLedger(Session).SumUpAsync(pattern.IsMatch, whole).GetAwaiter().GetResult())
                {
                    found = true;
                    WriteObject(batch);
                }

                if (!found && whole is not null)
                {
                    throw new GenServiceException(GenErrorCode.NotFound,
                        $"The ledger knows no batch '{name}' of this account. Get-GenBatch lists those it knows.");
                }
            }
            catch (GenServiceException failure)
            {
                Report(failure, name);
            }
        }
    }
}
