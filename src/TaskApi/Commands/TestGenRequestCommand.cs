using System.Management.Automation;
using TaskApi.Binding;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Checks requests against the catalog, offline: nothing is sent, and no session is needed.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "GenRequest", HelpUri = HelpPage.TestGenRequest)]
[OutputType(typeof(GenRequestCheck), typeof(bool))]
public sealed class TestGenRequestCommand : RequestCmdlet
{
    /// <summary>Returns true or false for each request instead of its problems.</summary>
    [Parameter(HelpMessage = "Return true or false for each request.")]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Accept(GenRequestCheck check)
    {
        if (Quiet)
        {
            WriteObject(check.IsValid);
        }
        else
        {
            WriteObject(check);
        }
    }
}
