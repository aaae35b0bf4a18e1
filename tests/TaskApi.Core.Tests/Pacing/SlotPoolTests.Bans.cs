using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Pacing;

public sealed partial class SlotPoolTests
{
    [Fact]
    public void Nobody_enters_until_the_ban_is_over()
    {
        Assert.True(_pool.Close(AccountLimits.Ban));
        Task<IRequestSlot>[] taken = Take(11);
        _clock.Advance(AccountLimits.Ban - Tick);
        Assert.DoesNotContain(taken, task => task.IsCompleted);
        _clock.Advance(Tick);
        Assert.Equal(10, taken.Count(task => task.IsCompletedSuccessfully));
    }

    [Fact]
    public void A_ban_holds_those_who_wait_already()
    {
        Task<IRequestSlot>[] taken = Take(11);
        Given(taken[0]).Release();
        _ = _pool.Close(AccountLimits.Ban);
        _clock.Advance(SlotPool.Window);
        Assert.False(taken[10].IsCompleted);
        _clock.Advance(AccountLimits.Ban);
        Assert.True(taken[10].IsCompletedSuccessfully);
    }

    [Fact]
    public void Only_the_first_of_several_bans_is_news()
    {
        Assert.True(_pool.Close(AccountLimits.Ban));
        Assert.False(_pool.Close(AccountLimits.Ban));
        _clock.Advance(AccountLimits.Ban);
        Assert.True(_pool.Close(AccountLimits.Ban));
    }

    [Fact]
    public void A_ban_that_is_told_again_while_it_lasts_is_no_news()
    {
        _ = _pool.Close(AccountLimits.Ban);
        _clock.Advance(AccountLimits.Ban - Tick);
        Assert.False(_pool.Close(AccountLimits.Ban));
        Task<IRequestSlot> waiting = Take(1)[0];
        _clock.Advance(AccountLimits.Ban - Tick);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(Tick);
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_shorter_ban_does_not_shorten_a_longer_one()
    {
        _ = _pool.Close(AccountLimits.Ban);
        _ = _pool.Close(Tick);
        Task<IRequestSlot> waiting = Take(1)[0];
        _clock.Advance(AccountLimits.Ban - Tick);
        Assert.False(waiting.IsCompleted);
    }
}
