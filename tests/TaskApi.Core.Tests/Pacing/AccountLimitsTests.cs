using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using TaskApi.Tests.Support;
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
        Assert.Equal(10,
            Enumerable.Range(0, 12).Select(_ => limits.Post.TakeAsync(spare: 0, CancellationToken.None)).ToArray().Count(task => task.IsCompletedSuccessfully));
        Assert.Equal(10,
            Enumerable.Range(0, 12).Select(_ => limits.Get.TakeAsync(spare: 0, CancellationToken.None)).ToArray().Count(task => task.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_session_that_is_closed_amid_its_work_leaves_the_shared_slots_to_others()
    {
        var clock = new FakeTimeProvider();
        using var limits = new AccountLimits(clock);
        var http = new System.Net.Http.HttpClient(new ScriptedTransport());
        using var client = new ServiceClient(
            http, new Uri("https://api.example.com"), Key, TimeProvider.System, limits, () => new CancellationTokenSource(TimeSpan.FromSeconds(100)));
        http.Dispose();
        for (int i = 0; i < 10; i++)
        {
            IRequestSlot slot = await limits.Get.TakeAsync(spare: 0, CancellationToken.None);
            _ = await Assert.ThrowsAsync<GenServiceException>(() => client.GetOnceAsync("v1/tasks/abcd", slot, CancellationToken.None));
        }

        clock.Advance(SlotPool.RestAfterLoss);
        Assert.True(limits.Get.TakeAsync(spare: 0, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Sessions_that_name_other_places_share_within_the_process_and_each_with_the_processes_of_its_place()
    {
        var endpoint = new Uri("https://places.example.com");
        var (file, database) = (new ScriptedStore(), new ScriptedStore());
        AccountLimits without = AccountLimits.For(endpoint, Key);
        AccountLimits first = AccountLimits.For(endpoint, Key, new SlotPlace("file", _ => file, CanDoWithout: true), "me");
        AccountLimits second = AccountLimits.For(endpoint, Key, new SlotPlace("database", _ => database, CanDoWithout: false), "me");
        Assert.Same(first, AccountLimits.For(endpoint, Key, new SlotPlace("file", _ => throw new InvalidOperationException(), CanDoWithout: true), "me"));

        var taken = new List<IRequestSlot>();
        foreach (AccountLimits limits in (AccountLimits[])[without, first, second, first])
        {
            taken.Add(await limits.Post.TakeAsync(spare: 0, CancellationToken.None));
        }

        Assert.Equal(["POST 1", "POST 2"], file.Taken);
        Assert.Equal(["POST 1"], database.Taken);
        Task<IRequestSlot>[] others = [.. Enumerable.Range(0, 7).Select(i => (i % 2 == 0 ? without : second).Post.TakeAsync(spare: 0, CancellationToken.None))];
        Assert.Equal(6, others.Count(slot => slot.IsCompletedSuccessfully));
        taken.ForEach(slot => slot.ReleaseUnused());
        foreach (Task<IRequestSlot> slot in others)
        {
            (await slot).ReleaseUnused();
        }
    }

    [Fact]
    public async Task The_store_is_told_how_long_a_request_of_any_session_may_still_arrive()
    {
        var endpoint = new Uri("https://longest.example.com");
        var store = new ScriptedStore();
        foreach (int seconds in (int[])[100, 30, 200, 86_400])
        {
            AccountLimits limits =
                AccountLimits.For(endpoint, Key, new SlotPlace("database", _ => store, CanDoWithout: false), "me", TimeSpan.FromSeconds(seconds));
            (await limits.Get.TakeAsync(spare: 0, CancellationToken.None)).ReleaseUnused();
        }

        // Ten until it leaves, three on its way, and what no network goes on for.
        Assert.Equal([113, 113, 213, 913], store.Longest.Select(longest => longest.TotalSeconds));
    }
}
