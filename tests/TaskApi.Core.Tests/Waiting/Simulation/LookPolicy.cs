namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>Decides when to look at which task.</summary>
internal abstract class LookPolicy
{
    public WaitSimulation Simulation { get; set; } = null!;

    /// <summary>The service has accepted a task.</summary>
    public abstract void Accepted(int task);

    /// <summary>The answer to a look has come.</summary>
    public abstract void Looked(int task, bool hasEnded);
}
