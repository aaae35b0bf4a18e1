using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Submits requests within limits: each is priced by the service first, once for all that can only cost the same, and money is set aside
/// before it leaves, in the order of the requests.
/// </summary>
public sealed class Spending
{
    private readonly object _gate = new();
    private readonly GenSession _session;
    private readonly SpendingLimits _limits;
    private readonly PriceBook _prices;
    private readonly PipelineBudget? _pipeline;
    private Task _last = Task.CompletedTask;

    /// <summary>Nothing is spent yet.</summary>
    /// <param name="session">Where to send.</param>
    /// <param name="limits">What may be spent.</param>
    /// <param name="isBatch">True when the requests belong to a batch: then the ledger holds its budget.</param>
    public Spending(GenSession session, SpendingLimits limits, bool isBatch)
    {
        _session = session;
        _limits = limits;
        _prices = new PriceBook(session, isExact: false);
        _pipeline = limits.Budget is { } budget && !isBatch ? new PipelineBudget(budget) : null;
    }

    /// <summary>Submits a checked request, if it stays within the limits.</summary>
    /// <param name="request">A request as <see cref="GenRequestCheck.Ready"/> holds it.</param>
    /// <param name="entry">The ledger's entry that it is sent under; null for a new one.</param>
    /// <param name="stop">Nothing new is sent after this.</param>
    /// <param name="abort">A request that is under way is given up after this; its outcome may then be unknown.</param>
    /// <exception cref="GenServiceException">
    /// It would pass a limit, its price could not be asked, or see <see cref="GenSession.SubmitAsync"/>.
    /// </exception>
    /// <exception cref="RequestTakenException">Another worker has sent the same request of a batch.</exception>
    public Task<GenTask> SubmitAsync(GenRequest request, LedgerEntry? entry, CancellationToken stop, CancellationToken abort) =>
        _limits.IsNone
            ? _session.SubmitAsync(request, stop, abort, new SubmissionTerms { Entry = entry })
            : SubmitWithinAsync(request, entry, stop, abort);

    private async Task<GenTask> SubmitWithinAsync(GenRequest request, LedgerEntry? entry, CancellationToken stop, CancellationToken abort)
    {
        // Prices arrive in any order. That the first rows of a table get the money is what its user expects.
        var passed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            before = _last;
            _last = passed.Task;
        }

        decimal price;
        Task<GenTask> submission;
        try
        {
            try
            {
                if (PriceKey.Of(_session.Catalog, request) is null)
                {
                    // What it costs may depend on what is in its files: the service shall see them before it says.
                    request = await _session.PlaceAsync(request, stop).ConfigureAwait(false);
                }

                price = await AskAsync(request, stop).ConfigureAwait(false);
            }
            finally
            {
                await before.ConfigureAwait(false);
            }

            stop.ThrowIfCancellationRequested();
            _pipeline?.Reserve(price);
            var terms = new SubmissionTerms { Entry = entry, Quote = price, Budget = _pipeline is null ? _limits.Budget : null };
            submission = _session.SubmitAsync(request, stop, abort, terms);
        }
        finally
        {
            passed.SetResult(true);
        }

        return await SettleAsync(submission, price).ConfigureAwait(false);
    }

    private async Task<decimal> AskAsync(GenRequest request, CancellationToken stop)
    {
        GenPrice price;
        try
        {
            price = await _prices.QuoteAsync(request, stop).ConfigureAwait(false);
        }
        catch (GenServiceException failure)
        {
            throw BudgetText.Unpriced(failure);
        }

        return price.Cost > _limits.MaxCost ? throw BudgetText.TooHigh(price.Cost, _limits.MaxCost.Value) : price.Cost;
    }

    /// <summary>What it has cost counts as soon as that is known; what may have been charged counts as if it had been.</summary>
    private async Task<GenTask> SettleAsync(Task<GenTask> submission, decimal price)
    {
        bool isFree = true;
        try
        {
            GenTask task = await submission.ConfigureAwait(false);
            isFree = false;
            _pipeline?.Settle(price, task.Cost ?? price);
            return task;
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.OutcomeUnknown)
        {
            isFree = false;
            throw;
        }
        finally
        {
            if (isFree)
            {
                _pipeline?.Settle(price, 0);
            }
        }
    }
}
