namespace TaskApi;

/// <summary>The budget of a pipeline without a batch: what its requests cost counts from before they leave. It ends with the pipeline.</summary>
/// <param name="most">The budget in US dollars.</param>
internal sealed class PipelineBudget(decimal most)
{
    private readonly object _gate = new();
    private decimal _committed;

    /// <summary>Sets money aside for a request.</summary>
    /// <exception cref="GenServiceException">It would pass the budget; nothing was set aside.</exception>
    public void Reserve(decimal cost)
    {
        lock (_gate)
        {
            if (_committed + cost > most)
            {
                throw BudgetText.Passed("This pipeline", _committed, cost, most);
            }

            _committed += cost;
        }
    }

    /// <summary>Puts what a request has cost in the place of what was set aside for it; 0 when it was not charged.</summary>
    public void Settle(decimal reserved, decimal cost)
    {
        lock (_gate)
        {
            _committed += cost - reserved;
        }
    }
}
