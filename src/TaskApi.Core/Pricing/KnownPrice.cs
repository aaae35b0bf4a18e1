namespace TaskApi;

/// <summary>What is known about a request's price without asking.</summary>
/// <param name="Cost">US dollars; null when only a rate is known, such as one by the second.</param>
/// <param name="Text">The price in words that say where it is known from.</param>
internal sealed record KnownPrice(decimal? Cost, string Text);
