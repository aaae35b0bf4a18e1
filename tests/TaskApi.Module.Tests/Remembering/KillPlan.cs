using System;
using System.Globalization;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>How often something befalls the processes of a test, and what draws the moments: TASKAPI_KILLS and TASKAPI_KILL_SEED set them.</summary>
/// <param name="Times">How often.</param>
/// <param name="Random">What draws.</param>
internal sealed record KillPlan(int Times, Random Random)
{
    /// <summary>The plan, which is said among the test's output: with the seed it can be repeated.</summary>
    /// <param name="usually">How often, where the environment does not say.</param>
    public static KillPlan Read(int usually)
    {
        int times = Setting("TASKAPI_KILLS") ?? usually;
        int seed = Setting("TASKAPI_KILL_SEED") ?? Random.Shared.Next();
        Say($"{times} times, TASKAPI_KILL_SEED={seed}");
        return new KillPlan(times, new Random(seed));
    }

    /// <summary>Says something among the test's output.</summary>
    public static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;
}
