using System;
using System.Collections.Generic;
using System.Linq;
using TaskApi.Module.Tests.Completing;
using TaskApi.Module.Tests.Faults;
using TaskApi.Module.Tests.Remembering;
using TaskApi.Module.Tests.Saving;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using TaskApi.Module.Tests.Uploading;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace TaskApi.Module.Tests.Support;

/// <summary>
/// Begins with the collections that take longest. Most of their time they wait for processes, databases and clocks, while many short tests
/// keep the processors busy; begun at the end, one of them would keep the whole run waiting.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Long =
    [
        typeof(PostgresSharedBatchTests), typeof(DatabaseTroubleTests), typeof(BrokenConnectionTests), typeof(DatabasePauseTests), typeof(KillTests),
        typeof(BudgetKillTests), typeof(SeveralWorkersKillTests), typeof(SavingKillTests), typeof(ResumedChainTests), typeof(EveryBeginningTests),
        typeof(SaveFaultTests), typeof(PollFaultTests), typeof(UploadKillTests), typeof(SqliteSharedBatchTests), typeof(ExitCodeTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(PlaceOf)];

    private static int PlaceOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        int place = Array.FindIndex(Long, type => collection.TestCollectionDisplayName.Split(' ').Contains(type.FullName, StringComparer.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
