namespace TaskApi.Pipeline;

/// <summary>Whether a command's pipeline still runs; small, so that what refers to it does not keep the command itself.</summary>
internal sealed class CommandLife
{
    /// <summary>True once the command was disposed of, with all others of its pipeline.</summary>
    public bool IsOver { get; set; }
}
