using System;
using System.Diagnostics;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

public sealed partial class DownloaderTests
{
    [Fact]
    public async Task A_download_takes_its_time_while_bytes_keep_coming()
    {
        var clock = new FakeTimeProvider();
        _wire.Transport.Then(
            _ => new HttpResponseMessage { Content = new StreamContent(new ForwardOnlyStream(Png[..300], 3, () => clock.Advance(AlmostAMinute))) });
        GenFile file = await SaveAsync(clock);
        Assert.Equal(300, file.Length);
    }

    [Fact]
    public async Task A_download_that_never_begins_is_tried_again_after_a_minute()
    {
        var clock = new FakeTimeProvider();
        _wire.Transport.ThenHang().Otherwise(_ => new HttpResponseMessage { Content = new ByteArrayContent(Png) });
        await AssertTriedAgainAsync(SaveAsync(clock), clock);
    }

    [Fact]
    public async Task A_download_that_falls_silent_is_tried_again_a_minute_after_its_last_byte()
    {
        var clock = new FakeTimeProvider();
        using var body = new SilentStream(Png);
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = new StreamContent(body) })
            .Otherwise(_ => new HttpResponseMessage { Content = new ByteArrayContent(Png) });
        clock.Advance(AlmostAMinute);
        Task<GenFile> saving = SaveAsync(clock);
        await body.Silent;
        Assert.Equal([".mine_abcd.*.part"], _folder.PlainNames);
        await AssertTriedAgainAsync(saving, clock);
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_named()
    {
        _wire.Transport.OtherwiseHang();
        var clock = new SteppingClock();
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => clock.RunAsync(SaveAsync(clock)));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Contains("cdn.example.net sent nothing for a minute", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    private async Task AssertTriedAgainAsync(Task<GenFile> saving, FakeTimeProvider clock)
    {
        await SteppingClock.SettleAsync(() => _wire.Transport.Sent.Count == 1);
        clock.Advance(AlmostAMinute);
        await SteppingClock.SettleAsync();
        _ = Assert.Single(_wire.Transport.Sent);
        clock.Advance(TimeSpan.FromMinutes(1) - AlmostAMinute);
        var watch = Stopwatch.StartNew();
        while (!saving.IsCompleted && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            // On a busy machine the pause before the next try begins late.
            await SteppingClock.SettleAsync();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Png.Length, (await saving.WaitAsync(TimeSpan.FromSeconds(60))).Length);
        Assert.Equal(2, _wire.Transport.Sent.Count);
        Assert.Equal(["mine_abcd.png"], _folder.Names);
    }
}
