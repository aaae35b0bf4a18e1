using Xunit;

namespace TaskApi.Module.Tests.Support;

/// <summary>Tests that change or look at what the whole process has only once run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class ProcessWide
{
    public const string Name = "Process-wide";
}
