namespace TaskApi.Emulator;

/// <summary>What a failed task says.</summary>
internal static class TaskFailure
{
    public const string Code = "generation_failed";
    public const string Message = "The generation failed upstream. The charge was refunded.";
}
