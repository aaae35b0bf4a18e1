namespace TaskApi;

/// <summary>What is believed about the end of a task that was last seen running.</summary>
/// <param name="ShareEnded">The share of all tasks like it that have ended by its age.</param>
/// <param name="Chance">The chance that it has ended since it was last seen.</param>
/// <param name="Lag">How long its end has probably waited to be seen, in seconds: nearly nothing when it most likely still runs.</param>
internal readonly record struct EndOutlook(double ShareEnded, double Chance, double Lag);
