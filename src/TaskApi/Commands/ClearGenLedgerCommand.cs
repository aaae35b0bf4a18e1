using System;
using System.Management.Automation;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Forgets old entries of the ledger.</para>
/// </summary>
[Cmdlet(VerbsCommon.Clear, "GenLedger", HelpUri = HelpPage.ClearGenLedger, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class ClearGenLedgerCommand : GenCmdlet
{
    /// <summary>What was written down before this time is forgotten.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "What was written down before this time is forgotten, for example (Get-Date).AddDays(-90).")]
    public DateTimeOffset Before { get; set; }

    /// <summary>Forgets also what still runs or is uncertain.</summary>
    [Parameter(HelpMessage = "Forget also tasks that still run and requests whose outcome is unknown.")]
    public SwitchParameter Force { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            LedgerBook ledger = UseLedger(Session);
            LedgerClearance doomed = ledger.ForgetAsync(Before, Force, isRehearsal: true).GetAwaiter().GetResult();
            if (doomed.Forgotten > 0 && ShouldProcess($"the ledger {ledger.Ledger.Place}", $"Forget {Entries(doomed.Forgotten)} from before {Before:u}"))
            {
                ledger.ForgetAsync(Before, Force, isRehearsal: false).GetAwaiter().GetResult();
            }

            if (doomed.Kept > 0)
            {
                WriteWarning($"Kept: {Entries(doomed.Kept)} from before {Before:u}, because a task still runs or its outcome is unknown. Get-GenTask lists " +
                    "what is kept; -Force forgets it too.");
            }
        }
        catch (GenServiceException failure)
        {
            Report(failure, Before);
        }
    }

    private static string Entries(long count) => count == 1 ? "1 entry" : FormattableString.Invariant($"{count} entries");
}
