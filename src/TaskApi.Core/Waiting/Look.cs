namespace TaskApi;

/// <summary>A look that could be taken at a task now.</summary>
/// <param name="Task">The task.</param>
/// <param name="Worth">Whether others may have to wait for it.</param>
/// <param name="Chance">How likely it is to see the task's end.</param>
/// <param name="Lag">How long that end has then waited to be seen, probably, in seconds.</param>
internal readonly record struct Look(WaitingTask Task, LookWorth Worth, double Chance, double Lag)
{
    // Simulated: by the chance alone, tasks that end one after the other are seen later.
    private double Gain => Chance * Lag;

    public bool IsBetterThan(Look other) => Worth != other.Worth ? Worth > other.Worth : Gain > other.Gain;
}
