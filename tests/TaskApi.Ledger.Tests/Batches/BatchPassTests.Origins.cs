using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger.Batches;

/// <summary>Requests with values that stand for something else, whose addresses change.</summary>
public abstract partial class BatchPassTests
{
    private const string Signed = "https://cdn.example.org/fox.png?signature=1";
    private const string SignedAnew = "https://cdn.example.org/fox.png?signature=2";

    [Fact]
    public async Task The_same_result_at_another_address_is_the_same_row_and_was_not_edited()
    {
        await AcceptedAsync(From("task:picture1/1", Signed), Done("film"));
        using BatchPass pass = Pass();

        BatchRow row = await pass.LookUpAsync(From("task:picture1/1", SignedAnew));

        Assert.Equal(("film", null, null), (row.Task?.Id, row.ToSend, row.Warning));
    }

    [Fact]
    public async Task The_same_under_its_own_key_was_not_edited_either()
    {
        await AcceptedAsync(From("task:picture1/1", Signed) with { Key = "fox" }, Done("film"));
        using BatchPass pass = Pass(new BatchOptions { SendEdited = true });

        BatchRow row = await pass.LookUpAsync(From("task:picture1/1", SignedAnew) with { Key = "fox" });

        Assert.Equal(("film", null, null), (row.Task?.Id, row.ToSend, row.Warning));
    }

    [Fact]
    public async Task Another_result_is_another_row_even_at_the_same_address()
    {
        await AcceptedAsync(From("task:picture1/1", Signed), Done("film"));
        using BatchPass pass = Pass();

        Assert.NotNull((await pass.LookUpAsync(From("task:picture1/2", Signed))).ToSend);
        Assert.NotNull((await pass.LookUpAsync(From("task:picture2/1", Signed))).ToSend);
    }

    [Fact]
    public async Task What_was_sent_before_origins_were_written_down_is_known_by_its_address()
    {
        await AcceptedAsync(From(null, Signed), Done("film"));
        using BatchPass pass = Pass();

        Assert.Equal("film", (await pass.LookUpAsync(From("task:picture1/1", Signed))).Task?.Id);
        Assert.NotNull((await pass.LookUpAsync(From("task:picture1/1", Signed))).ToSend);
    }

    [Fact]
    public async Task What_was_sent_as_a_result_counts_before_what_was_sent_by_the_same_address()
    {
        await AcceptedAsync(From(null, Signed), Done("of the address"));
        await AcceptedAsync(From("task:picture1/1", Signed), Done("of the result"));
        using BatchPass pass = Pass();

        Assert.Equal("of the result", (await pass.LookUpAsync(From("task:picture1/1", Signed))).Task?.Id);
    }

    [Fact]
    public async Task A_further_attempt_at_what_was_sent_before_origins_were_written_down_is_linked_to_it()
    {
        LedgerEntry first = await AcceptedAsync(From(null, Signed), Done("film") with { Status = GenTaskStatus.Failed, Outputs = [] });
        using BatchPass pass = Pass(new BatchOptions { RetryFailed = true });

        LedgerEntry again = (await pass.LookUpAsync(From("task:picture1/1", Signed))).ToSend!;

        Assert.Equal((first.RequestKey, 2, first.Number), (again.RequestKey, again.Attempt, again.Previous));
    }

    [Fact]
    public async Task A_failed_task_sent_again_from_the_ledger_is_the_same_row()
    {
        await AcceptedAsync(From("task:picture1/1", Signed), Done("film") with { Status = GenTaskStatus.Failed, Outputs = [] });
        GenTask failed = (await Book.Ledger.FindTaskAsync("account", "film"))!.Task!;
        using BatchPass pass = Pass(new BatchOptions { RetryFailed = true });

        Assert.Equal(2, (await pass.LookUpAsync(failed.ToRequest())).ToSend!.Attempt);
    }

    [Fact]
    public void Without_origins_the_identity_is_what_it_always_was() =>
        Assert.Equal("sha256:bbf2ed654b242fada3c885916d2607492add0c3756ca02e71e9887c831d2fa33",
            new RequestIdentity().Of(Fox() with { Origins = new Dictionary<string, string>() }));

    [Fact]
    public void An_address_counts_wherever_it_stands_and_not_where_it_was_replaced()
    {
        Assert.Equal(Nested(Signed, "task:x/1"), Nested(SignedAnew, "task:x/1"));
        Assert.NotEqual(Nested(Signed, "task:x/1"), Nested(Signed, "task:y/1"));

        GenRequest edited = From("task:x/1", Signed) with { Input = Request(("start_image_url", SignedAnew)).Input };
        Assert.Equal(RequestIdentity.ContentOf(edited with { Origins = null }), RequestIdentity.ContentOf(edited));
    }

    private static string Nested(string url, string origin) => RequestIdentity.ContentOf(
        Request(("elements", new List<object?> { new Dictionary<string, object?> { ["image_urls"] = new List<object?> { "a", url } } })) with
        {
            Origins = new Dictionary<string, string> { [url] = origin },
        });

    private static GenRequest From(string? origin, string url) => Request(("prompt", "it runs"), ("start_image_url", url)) with
    {
        Origins = origin is null ? null : new Dictionary<string, string> { [url] = origin },
    };
}
