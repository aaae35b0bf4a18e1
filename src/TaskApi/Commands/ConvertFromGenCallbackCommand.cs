using System.Collections.Generic;
using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Pipeline;
using TaskApi.Session;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Reads a callback that another web server has received, and returns its task.</para>
/// </summary>
[Cmdlet(VerbsData.ConvertFrom, "GenCallback", HelpUri = HelpPage.ConvertFromGenCallback)]
[OutputType(typeof(GenTask))]
public sealed class ConvertFromGenCallbackCommand : GenCmdlet
{
    private const int MostUnderWay = 20;

    // The pipeline takes a byte array apart.
    private readonly List<byte> _bytes = [];
    private OrderedWork<GenCallback, GenTask>? _work;

    /// <summary>The callback: text, bytes, a stream, or an object that holds it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true,
        HelpMessage = "The callback's body: text, bytes, a stream, Azure Automation's $WebhookData, or an object read from its JSON.")]
    [Alias("Body", "WebhookData")]
    [ValidateNotNullOrEmpty]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Believes the callback without asking the service.</summary>
    [Parameter(HelpMessage = "Believe what the callback says, without asking the service.")]
    public SwitchParameter Trust { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject.BaseObject is not byte part)
        {
            Take(InputObject);
        }
        else if (_bytes.Count <= CallbackBody.Largest)
        {
            _bytes.Add(part);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_bytes.Count > 0)
        {
            Take(_bytes.ToArray());
        }

        _work?.Finish();
    }

    /// <inheritdoc/>
    protected override void JoinWork() => _work?.Join(AbortToken);

    private void Take(object body)
    {
        // What is believed needs nobody to ask, but a ledger that is there shall know it.
        GenSession? session = !Trust || (Session ?? RunspaceSession.Current) is not null ? UseSession(Session) : null;
        try
        {
            GenCallback callback = CallbackInput.From(body, session);
            if (session is null)
            {
                WriteObject(CallbackDesk.Believe(callback));
                return;
            }

            var desk = new CallbackDesk(session, Trust);
            _work ??= new OrderedWork<GenCallback, GenTask>(MostUnderWay, StopToken)
            {
                Succeeded = (_, task) => WriteObject(task),
                Failed = (about, failure) => Report(
                    failure.Saying($"Task {about.TaskId} was called back, but the service does not say the same: {failure.Message}"), about.TaskId),
                LookUp = WriteWaitingWarnings,
                Listener = Listener,
            };
            _work.Begin(callback, () => desk.TakeAsync(callback, StopToken));
        }
        catch (GenServiceException failure)
        {
            Report(failure, null);
        }
    }
}
