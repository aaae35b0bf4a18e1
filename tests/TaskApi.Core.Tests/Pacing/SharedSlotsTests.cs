using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Pacing;

/// <summary>Slots that somebody else keeps, as a store that several machines share will.</summary>
public class SharedSlotsTests
{
    public static TheoryData<Exception, string> Failures { get; } = new()
    {
        { new IOException("cut"), "release after loss" },
        { new TaskCanceledException("given up"), "release after loss" },
        { new FormatException("nobody expected this"), "release after loss" },
        { new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)), "release unused" },
    };

    [Fact]
    public async Task Every_request_asks_for_a_slot_of_its_verb_and_tells_what_became_of_it()
    {
        var posts = new Keeper();
        var gets = new Keeper();
        using var wire = new Wire(limits: new AccountLimits(posts, gets));
        wire.Transport.Then("""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""");
        _ = await wire.SubmitAsync();
        wire.Transport.Then(_ => Wire.Ban(answer => answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7))));
        wire.Transport.Then("""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"processing"}}""");
        _ = await wire.PollAsync();

        Assert.Equal(["take", "release"], posts.Told);
        Assert.Equal(["take", "release", "close for 00:00:08.0050000", "take", "release"], gets.Told);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_request_without_an_answer_says_of_its_slot_whether_it_may_still_arrive(Exception failure, string told)
    {
        var gets = new Keeper();
        using var wire = new Wire(limits: new AccountLimits(new Keeper(), gets));
        wire.Transport.ThenFail(failure).Otherwise(_ => ScriptedTransport.Json("{}"));
        _ = await Record.ExceptionAsync(() => wire.PollAsync());
        Assert.Equal(["take", told], gets.Told.Take(2));
    }

    [Fact]
    public async Task A_slot_that_comes_after_the_callers_stop_is_given_back_unused()
    {
        using var stop = new CancellationTokenSource();
        var posts = new Keeper { Taken = stop.Cancel };
        using var wire = new Wire(limits: new AccountLimits(posts, new Keeper()));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => wire.Clock.RunAsync(wire.Session.SubmitAsync(Wire.Request, stop.Token, CancellationToken.None)));
        Assert.Equal(["take", "release unused"], posts.Told);
        Assert.Empty(wire.Transport.Sent);
    }

    [Fact]
    public async Task A_slot_that_comes_when_the_wait_has_just_ended_is_given_back_unused()
    {
        var gets = new Keeper();
        using var wire = new Wire(limits: new AccountLimits(new Keeper(), gets));
        TaskWait wait = wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        gets.Taken = wait.Dispose;
        wait.Add(new GenTask { Id = "abc123def456" });
        await wire.Clock.RunUntilAsync(() => wire.Session.Waiter.IsIdle);
        Assert.Equal(["take", "release unused"], gets.Told);
        Assert.Empty(wire.Transport.Sent);
    }

    [Fact]
    public async Task A_look_that_waits_for_a_slot_leaves_the_fewer_to_others_the_likelier_it_becomes()
    {
        var gets = new Keeper { IsEmpty = true };
        using var wire = new Wire(limits: new AccountLimits(new Keeper(), gets));
        using TaskWait wait = wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(new GenTask { Id = "abc123def456", Kind = GenKind.Video, SubmittedAt = wire.Clock.GetUtcNow() });
        await wire.Clock.RunUntilAsync(() => gets.Spared.LastOrDefault(-1) == 0);
        Assert.Equal([6, 2, 0], gets.Spared.Distinct());
        Assert.Equal(gets.Spared.OrderDescending(), gets.Spared);
        Assert.Empty(wire.Transport.Sent);
    }

    [Fact]
    public async Task A_poll_of_what_is_no_task_id_gives_its_slot_back_unused()
    {
        var gets = new Keeper();
        using var wire = new Wire(limits: new AccountLimits(new Keeper(), gets));
        _ = await Assert.ThrowsAsync<GenServiceException>(async () => await wire.Session.PollAsync(new GenTask { Id = ".." },
            await gets.TakeAsync(spare: 0, CancellationToken.None), CancellationToken.None));
        Assert.Equal(["take", "release unused"], gets.Told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_ends_its_own_limits_and_leaves_those_that_others_share(bool isOwn)
    {
        Keeper[] keepers = [new(), new()];
        var own = new AccountLimits(keepers[0], keepers[1]);
        using var wire = new Wire($"https://shared-slots-{isOwn}.example.com", hasOwnLimits: false, isOwn ? own : null);
        AccountLimits shared = AccountLimits.For(wire.Session.Endpoint, new ApiKey(Wire.Key));
        Task<IRequestSlot>[] taken = [.. Enumerable.Range(0, 11).Select(_ => shared.Post.TakeAsync(spare: 0, CancellationToken.None))];
        wire.Session.Dispose();
        wire.Session.Dispose();
        Assert.Equal(isOwn ? ["dispose"] : [], keepers[0].Told);
        Assert.Equal(isOwn ? ["dispose"] : [], keepers[1].Told);
        Assert.False(taken[10].IsCompleted);
        (await taken[0]).ReleaseUnused();
        Assert.True(taken[10].IsCompletedSuccessfully);
        foreach (Task<IRequestSlot> slot in taken[1..])
        {
            (await slot).ReleaseUnused();
        }
    }

    [Fact]
    public async Task A_session_without_a_key_has_limits_of_its_own_and_ends_them()
    {
        var clock = new SteppingClock();
        ScriptedTransport transport = new ScriptedTransport(clock).Then(_ => Wire.Ban());
        var session = new GenSession(new GenSessionOptions { Clock = clock, Transport = transport });
        Task<GenTask> banned = session.SubmitAsync(Wire.Request, CancellationToken.None, CancellationToken.None);
        // Only the ban's: the request's own time is over with its answer.
        await SteppingClock.SettleAsync(() => transport.Sent.Count == 1 && transport.UnderWay == 0 && clock.Timers == 1);
        session.Dispose();
        _ = await Assert.ThrowsAsync<GenServiceException>(() => banned);
        Assert.Equal(0, clock.Timers);
    }

    [Fact]
    public async Task Nothing_is_sent_before_a_slot_is_given()
    {
        var posts = new Keeper { IsEmpty = true };
        using var wire = new Wire(limits: new AccountLimits(posts, new Keeper()));
        using var stop = new CancellationTokenSource();
        Task<GenTask> submission = wire.Session.SubmitAsync(Wire.Request, stop.Token, CancellationToken.None);
        await wire.Clock.PassAsync(TimeSpan.FromHours(1));
        Assert.False(submission.IsCompleted);
        await stop.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => submission);
        Assert.Empty(wire.Transport.Sent);
    }

    [Fact]
    public async Task A_keeper_that_fails_ends_the_waits_with_what_it_said()
    {
        var gets = new Keeper { Failure = new InvalidOperationException("the store is gone") };
        using var wire = new Wire(limits: new AccountLimits(new Keeper(), gets));
        using TaskWait wait = wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        for (int i = 0; i < 2; i++)
        {
            wait.Add(new GenTask { Id = "abc123def456" });
            TaskEnd? end = null;
            await wire.Clock.RunUntilAsync(() => wait.TryTake(out end, 0, CancellationToken.None));
            Assert.Contains("the store is gone", end!.Failure!.Message, StringComparison.Ordinal);
            Assert.Contains("Wait-GenTask abc123def456", end.Failure.Message, StringComparison.Ordinal);
        }
    }

    private sealed class Keeper : IRequestSlots
    {
        public List<string> Told { get; } = [];

        public List<int> Spared { get; } = [];

        public bool IsEmpty { get; init; }

        public Exception? Failure { get; init; }

        public Action? Taken { get; set; }

        public async Task<IRequestSlot> TakeAsync(int spare, CancellationToken cancellation, Func<Task>? check = null)
        {
            Told.Add("take");
            Spared.Add(spare);
            if (Failure is not null)
            {
                throw Failure;
            }

            await Task.Delay(IsEmpty ? Timeout.Infinite : 0, cancellation);
            Taken?.Invoke();
            return new Slot(Told);
        }

        public void Dispose() => Told.Add("dispose");
    }

    private sealed class Slot(List<string> told) : IRequestSlot
    {
        public bool MayBeUsed => true;

        public void Release() => told.Add("release");

        public void ReleaseAfterLoss() => told.Add("release after loss");

        public void ReleaseUnused() => told.Add("release unused");

        public bool CloseGate(TimeSpan ban)
        {
            told.Add(FormattableString.Invariant($"close for {ban}"));
            return true;
        }
    }
}
