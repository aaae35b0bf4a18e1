using System;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>The local emulator's clock runs fast; what people are told is the time on their wall.</summary>
public sealed class LocalTimeTests
{
    [Fact]
    public void A_tasks_moments_are_not_in_the_future_and_its_duration_is_the_services()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 500 -Seed 1");
        // By now the emulator's clock is minutes ahead.
        host.Run("1..3 | ForEach-Object { New-GenTask google/veo-3.1-fast -Prompt fox | Wait-GenTask -Timeout 100000 }");

        PSObject task = host.Run("New-GenTask google/veo-3.1-fast -Prompt fox | Wait-GenTask -Timeout 100000").Single;

        var submitted = (DateTimeOffset)task.Get("SubmittedAt")!;
        var completed = (DateTimeOffset)task.Get("CompletedAt")!;
        Assert.InRange(submitted, DateTimeOffset.Now.AddMinutes(-2), DateTimeOffset.Now.AddSeconds(1));
        Assert.InRange(completed, submitted, DateTimeOffset.Now.AddSeconds(1));
        Assert.Equal(DateTimeOffset.Now.Offset, submitted.Offset);
        Assert.True((TimeSpan)task.Get("Elapsed")! > TimeSpan.FromSeconds(10), $"{task.Get("Elapsed")}");
    }
}
