using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Asks what requests would cost. Nothing is created and nothing is charged.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenPrice")]
[OutputType(typeof(GenPrice))]
public sealed class GetGenPriceCommand : RequestCmdlet
{
    private const int MostUnderWay = 20;

    private OrderedWork<GenRequest, GenPrice>? _work;

    /// <inheritdoc/>
    protected override void Accept(GenRequest ready)
    {
        GenSession session = UseSession(Session);
        _work ??= new OrderedWork<GenRequest, GenPrice>(MostUnderWay, StopToken) { Succeeded = (_, price) => WriteObject(price), Failed = ReportFor, LookUp = WriteWaitingWarnings };
        _work.Begin(ready, () => session.QuoteAsync(ready, StopToken));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _work?.Finish();

    /// <inheritdoc/>
    protected override void JoinWork() => _work?.Join();
}
