namespace TaskApi.Emulator;

/// <summary>What became of the requests.</summary>
/// <param name="Created">Tasks accepted and paid for.</param>
/// <param name="LargestPerBody">The most tasks made by one and the same body: more than one tells of a repeated request.</param>
/// <param name="LargestPolls">The most polls of one task.</param>
/// <param name="MeanPolls">The mean number of polls of a task.</param>
/// <param name="MeanLag">The mean time between a task's end and the first poll that saw it, in timestamp ticks; over the ends that were seen.</param>
/// <param name="LastEnd">The timestamp of the last task's end.</param>
/// <param name="LastSeen">The timestamp of the poll that saw the last end to be seen.</param>
internal readonly record struct TaskFigures(int Created, int LargestPerBody, int LargestPolls, double MeanPolls, double MeanLag, long LastEnd, long LastSeen);
