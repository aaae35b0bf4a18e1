namespace TaskApi.Emulator;

/// <summary>What became of the requests.</summary>
/// <param name="Created">Tasks accepted and paid for.</param>
/// <param name="LargestPerBody">The most tasks made by one and the same body: more than one tells of a repeated request.</param>
/// <param name="LargestPolls">The most polls of one task.</param>
/// <param name="MeanPolls">The mean number of polls of a task.</param>
internal readonly record struct TaskFigures(int Created, int LargestPerBody, int LargestPolls, double MeanPolls);
