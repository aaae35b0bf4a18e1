using System;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>A list of requests is read as it comes, however long it is.</summary>
[Collection(ProcessWide.Name)]
public sealed class EndlessListTests
{
    [Fact]
    public void A_list_of_any_length_needs_the_memory_of_one_request()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        long count = 0;
        foreach (RequestFileRow row in JsonRequests.Read(new EndlessList(200_000), "big.json"))
        {
            Assert.Null(row.Problem);
            if (++count % 20_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(200_000, count);
        Assert.InRange(most, long.MinValue, 4_000_000);
    }
}
