using Xunit;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>
/// Tests that drive a fake clock watch the thread pool for the moment when nothing is left to do, so that they run alone: the work of other
/// tests cannot be told from theirs.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FakeClock
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Fake clock";
}
