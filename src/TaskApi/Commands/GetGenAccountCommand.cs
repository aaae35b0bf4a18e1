using System.Management.Automation;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Shows the account's balance.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenAccount", HelpUri = HelpPage.GetGenAccount)]
[OutputType(typeof(GenAccount))]
public sealed class GetGenAccountCommand : GenCmdlet
{
    private OrderedWork<GenSession, GenAccount>? _work;

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        GenSession session = UseSession(Session);
        _work = new OrderedWork<GenSession, GenAccount>(1, StopToken)
        {
            Succeeded = (_, account) => WriteObject(account),
            Failed = (_, failure) => Report(failure, null),
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        _work.Begin(session, () => session.ReadAccountAsync(StopToken));
        _work.Finish();
    }

    /// <inheritdoc/>
    protected override void JoinWork() => _work?.Join(AbortToken);
}
