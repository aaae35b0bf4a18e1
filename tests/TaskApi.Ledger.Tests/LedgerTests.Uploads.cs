using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger;

/// <content>What was uploaded.</content>
public abstract partial class LedgerTests
{
    [Fact]
    public async Task An_upload_is_found_by_its_content_at_its_host_and_by_its_address()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow.AddMinutes(-1);
        await Ledger.NoteUploadAsync(Account, Upload("https://files.example.com/", "aa", "https://cdn.example.com/1.png"));
        await Ledger.NoteUploadAsync(Account, Upload("https://other.example.com/", "aa", "https://cdn.example.com/2.png"));
        using ILedger other = OpenAgain();

        LedgerUpload? found = await other.FindUploadAsync(Account, "https://files.example.com/", "aa");

        Assert.NotNull(found);
        Assert.Equal(Upload("https://files.example.com/", "aa", "https://cdn.example.com/1.png") with { UploadedAt = found.UploadedAt }, found);
        Assert.InRange(found.UploadedAt, before, DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal("https://other.example.com/", (await other.FindUploadOfAsync(Account, "https://cdn.example.com/2.png"))?.Host);
        Assert.Null(await other.FindUploadAsync(Account, "https://files.example.com/", "bb"));
        Assert.Null(await other.FindUploadAsync("another", "https://files.example.com/", "aa"));
        Assert.Null(await other.FindUploadOfAsync("another", "https://cdn.example.com/1.png"));
    }

    [Fact]
    public async Task A_content_that_was_uploaded_again_has_its_new_address_and_the_old_one_still_tells_the_content()
    {
        await Ledger.NoteUploadAsync(Account, Upload("https://files.example.com/", "aa", "https://cdn.example.com/old.png"));
        // Stores keep milliseconds.
        long written = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 1;
        SpinWait.SpinUntil(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > written);
        await Ledger.NoteUploadAsync(Account, Upload("https://files.example.com/", "aa", "https://cdn.example.com/new.png"));

        Assert.Equal("https://cdn.example.com/new.png", (await Ledger.FindUploadAsync(Account, "https://files.example.com/", "aa"))?.Url);
        Assert.Equal("aa", (await Ledger.FindUploadOfAsync(Account, "https://cdn.example.com/old.png"))?.Sha256);
    }

    [Fact]
    public async Task An_address_that_comes_again_is_of_its_last_content()
    {
        await Ledger.NoteUploadAsync(Account, Upload("https://files.example.com/", "aa", "https://cdn.example.com/1.png"));
        await Ledger.NoteUploadAsync(Account, Upload("https://files.example.com/", "bb", "https://cdn.example.com/1.png"));

        Assert.Equal("bb", (await Ledger.FindUploadOfAsync(Account, "https://cdn.example.com/1.png"))?.Sha256);
        Assert.Null(await Ledger.FindUploadAsync(Account, "https://files.example.com/", "aa"));
    }

    [Fact]
    public async Task Old_uploads_are_forgotten_with_old_entries()
    {
        await Ledger.NoteUploadAsync(Account, Upload("https://files.example.com/", "aa", "https://cdn.example.com/1.png"));

        await Ledger.ForgetAsync(Account, DateTimeOffset.UtcNow.AddDays(-1), evenOpen: false, isRehearsal: false);
        Assert.NotNull(await Ledger.FindUploadAsync(Account, "https://files.example.com/", "aa"));

        await Ledger.ForgetAsync(Account, DateTimeOffset.UtcNow.AddDays(1), evenOpen: false, isRehearsal: true);
        Assert.NotNull(await Ledger.FindUploadAsync(Account, "https://files.example.com/", "aa"));

        await Ledger.ForgetAsync(Account, DateTimeOffset.UtcNow.AddDays(1), evenOpen: false, isRehearsal: false);
        Assert.Null(await Ledger.FindUploadAsync(Account, "https://files.example.com/", "aa"));
    }

    private static LedgerUpload Upload(string host, string sha256, string url) => new(host, sha256, url, "/pictures/fox.png", 70, "image/png", default);
}
