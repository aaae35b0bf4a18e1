namespace TaskApi.Emulator;

/// <summary>Where a task is in its life.</summary>
internal enum TaskPhase
{
    Pending,
    Processing,
    Completed,
    Failed,
}
