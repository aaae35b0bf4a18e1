using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Tests.Pacing;

public class AccountLimitsTests
{
    private static readonly ApiKey Key = new("sk-account-limits");

    [Theory]
    [InlineData("https://limits.example.com", "https://limits.example.com")]
    [InlineData("https://limits.example.com", "https://LIMITS.example.com:443/v1/")]
    [InlineData("http://localhost:5000/a", "http://localhost:5000/b")]
    public void The_same_key_at_the_same_origin_shares_its_limits(string first, string second) =>
        Assert.Same(AccountLimits.For(new Uri(first), Key), AccountLimits.For(new Uri(second), new ApiKey("sk-account-limits")));

    [Theory]
    [InlineData("https://limits.example.com:8443", "sk-account-limits")]
    [InlineData("http://limits.example.com", "sk-account-limits")]
    [InlineData("https://other.example.com", "sk-account-limits")]
    [InlineData("https://limits.example.com", "sk-account-limits-2")]
    [InlineData("https://limits.example.com", "SK-ACCOUNT-LIMITS")]
    public void Another_key_or_another_origin_has_limits_of_its_own(string endpoint, string key) =>
        Assert.NotSame(AccountLimits.For(new Uri("https://limits.example.com"), Key), AccountLimits.For(new Uri(endpoint), new ApiKey(key)));

    [Fact]
    public void Posts_and_polls_are_limited_apart()
    {
        using var limits = new AccountLimits(new FakeTimeProvider());
        Assert.Equal(10, Enumerable.Range(0, 12).Select(_ => limits.Post.TakeAsync(spare: 0, CancellationToken.None)).ToArray().Count(task => task.IsCompletedSuccessfully));
        Assert.Equal(10, Enumerable.Range(0, 12).Select(_ => limits.Get.TakeAsync(spare: 0, CancellationToken.None)).ToArray().Count(task => task.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_session_that_is_closed_amid_its_work_leaves_the_shared_slots_to_others()
    {
        var clock = new FakeTimeProvider();
        using var limits = new AccountLimits(clock);
        var http = new System.Net.Http.HttpClient(new Support.ScriptedTransport());
        using var client = new ServiceClient(http, new Uri("https://api.example.com"), Key, TimeProvider.System, limits, TimeSpan.FromSeconds(100));
        http.Dispose();
        for (int i = 0; i < 10; i++)
        {
            IRequestSlot slot = await limits.Get.TakeAsync(spare: 0, CancellationToken.None);
            _ = await Assert.ThrowsAsync<GenServiceException>(() => client.GetOnceAsync("v1/tasks/abcd", slot, CancellationToken.None));
        }

        clock.Advance(SlotPool.RestAfterLoss);
        Assert.True(limits.Get.TakeAsync(spare: 0, CancellationToken.None).IsCompletedSuccessfully);
    }
}
