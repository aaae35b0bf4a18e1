using Xunit;

namespace TaskApi.Tests.Support;

/// <summary>Tests that look at what the whole process has only once, its memory for example, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Process-wide";
}
