using System;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Asks what requests would cost. Nothing is created and nothing is charged.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenPrice", HelpUri = HelpPage.GetGenPrice)]
[OutputType(typeof(GenPrice), typeof(GenPriceSummary))]
public sealed class GetGenPriceCommand : RequestCmdlet
{
    private const int MostUnderWay = 20;

    private readonly PriceSum _sum = new();
    private PriceBook? _prices;
    private OrderedWork<GenRequestCheck, GenPrice>? _work;
    private Halt<GenRequest>? _halt;

    // Answered, with a price or an error of their own.
    private long _answered;

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
        _halt ??= new Halt<GenRequest>(StopToken);
        _work ??= new OrderedWork<GenRequestCheck, GenPrice>(MostUnderWay, StopToken)
        {
            Succeeded = WritePrice,
            Failed = WriteFailure,
            Withdrawn = Keep,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        _work.Begin(check, () => QuoteAsync(prices, ready, _halt));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        if (Summary)
        {
            WriteObject(_sum.ToSummary());
        }

        if (_halt is { Reason: { } reason } halt)
        {
            string count = FormattableString.Invariant($"{halt.Left.Count} of {_answered + halt.Left.Count}");
            string message = $"{reason.Message} {count} requests have no price; the error's TargetObject holds them.";
            Report(reason.Saying(message), halt.Left.ToArray());
        }
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _work?.Join(AbortToken);
        _halt?.Dispose();
    }

    /// <summary>A price costs nothing, so an empty balance is a single request's trouble; a key that is not accepted is everyone's.</summary>
    private static async Task<GenPrice> QuoteAsync(PriceBook prices, GenRequest ready, Halt<GenRequest> halt)
    {
        if (halt.Reason is not null)
        {
            return await Halt<GenRequest>.Withdrawn<GenPrice>().ConfigureAwait(false);
        }

        try
        {
            return await prices.QuoteAsync(ready, halt.Token).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.Unauthorized)
        {
            halt.Because(failure);
            throw;
        }
    }

    private void WritePrice(GenRequestCheck check, GenPrice price)
    {
        _answered++;
        _sum.Add(price);
        if (!Summary)
        {
            WriteObject(price);
        }
    }

    private void WriteFailure(GenRequestCheck check, GenServiceException failure)
    {
        if (failure.Code == GenErrorCode.Unauthorized)
        {
            Keep(check);
            return;
        }

        _answered++;
        _sum.AddUnpriced();
        ReportFor(check.Ready!, failure);
    }

    private void Keep(GenRequestCheck check)
    {
        _sum.AddUnpriced();
        _halt!.Left.Add(check.Ready!);
    }
}
