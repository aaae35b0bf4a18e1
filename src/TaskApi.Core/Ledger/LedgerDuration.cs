using System;

namespace TaskApi;

/// <summary>
/// How long one task took, as far as it was seen: it ended somewhere between two looks. In the service's time, which runs fast with the
/// local emulator.
/// </summary>
/// <param name="Tasks">What tasks take about as long as it, see <see cref="DurationBook.NameOf"/>.</param>
/// <param name="RanFor">The age at which it was last seen running; zero when it was not.</param>
/// <param name="EndedBy">The age at which it was seen to have completed.</param>
public sealed record LedgerDuration(string Tasks, TimeSpan RanFor, TimeSpan EndedBy);
