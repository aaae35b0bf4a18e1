using System.Management.Automation;
using TaskApi.Session;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Closes a session. Tasks that were submitted go on with the service.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "GenService", HelpUri = HelpPage.DisconnectGenService)]
[OutputType(typeof(void))]
public sealed class DisconnectGenServiceCommand : PSCmdlet
{
    /// <summary>The session; the runspace's own when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        GenSession? current = RunspaceSession.Current;
        GenSession? session = Session ?? current;
        if (session is null)
        {
            WriteVerbose("There is no session to close.");
            return;
        }

        if (ReferenceEquals(session, current))
        {
            RunspaceSession.Set(null);
        }

        session.Dispose();
    }
}
