using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Asks what requests would cost. Nothing is created and nothing is charged.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenPrice")]
[OutputType(typeof(GenPrice), typeof(GenPriceSummary))]
public sealed class GetGenPriceCommand : RequestCmdlet
{
    private const int MostUnderWay = 20;

    private readonly PriceSum _sum = new();
    private PriceBook? _prices;
    private OrderedWork<GenRequest, GenPrice>? _work;

    /// <summary>Asks about every single request, instead of once for those that can only cost the same.</summary>
    [Parameter(HelpMessage = "Ask about every single request; each one counts against the service's limit.")]
    public SwitchParameter Exact { get; set; }

    /// <summary>Returns one summary: how many, the total, and both for each model.</summary>
    [Parameter(HelpMessage = "Return one summary instead of a price for each request.")]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        UseSession(Session);
    }

    /// <inheritdoc/>
    protected override void Accept(GenRequestCheck check)
    {
        if (Tell(check) is not { } ready)
        {
            _sum.AddUnpriced();
            return;
        }

        PriceBook prices = _prices ??= new PriceBook(UseSession(Session), Exact);
        _work ??= new OrderedWork<GenRequest, GenPrice>(MostUnderWay, StopToken) { Succeeded = WritePrice, Failed = WriteFailure, LookUp = WriteWaitingWarnings, Listener = Listener };
        _work.Begin(ready, () => prices.QuoteAsync(ready, StopToken));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        if (Summary)
        {
            WriteObject(_sum.ToSummary());
        }
    }

    /// <inheritdoc/>
    protected override void JoinWork() => _work?.Join();

    private void WritePrice(GenRequest request, GenPrice price)
    {
        _sum.Add(price);
        if (!Summary)
        {
            WriteObject(price);
        }
    }

    private void WriteFailure(GenRequest request, GenServiceException failure)
    {
        _sum.AddUnpriced();
        ReportFor(request, failure);
    }
}
