namespace TaskApi;

/// <summary>Says that a request is not sent because of what it would cost.</summary>
internal static class BudgetText
{
    /// <summary>The request would pass the budget.</summary>
    /// <param name="whose">Whose budget, at the beginning of a sentence.</param>
    /// <param name="committed">What is spent or set aside, in US dollars.</param>
    /// <param name="cost">What the request would cost.</param>
    /// <param name="budget">The budget.</param>
    public static GenServiceException Passed(string whose, decimal committed, decimal cost, decimal budget) => new(
        GenErrorCode.BudgetReached,
        $"{whose} has spent or set aside {Cell.Money(committed)} USD; the next request, for {Cell.Money(cost)} USD, would pass the budget " +
        $"of {Cell.Money(budget)} USD. It was not sent and nothing was charged for it.");

    /// <summary>The request costs more than one may.</summary>
    public static GenServiceException TooHigh(decimal cost, decimal most) => new(
        GenErrorCode.PriceTooHigh,
        $"The service asks {Cell.Money(cost)} USD for it, which is more than -MaxCost {Cell.Money(most)} USD. It was not sent and nothing was charged.");

    /// <summary>The price that a limit needs could not be had.</summary>
    public static GenServiceException Unpriced(GenServiceException failure) =>
        failure.Saying($"Its price, which -MaxCost and -Budget need, could not be asked: {failure.Message} The request was not sent.");
}
