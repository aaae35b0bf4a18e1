using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger.Batches;

/// <summary>The steps of a chain, which have the key that it began with and may share a batch.</summary>
public abstract partial class BatchPassTests
{
    [Fact]
    public async Task A_step_is_another_row_than_the_one_that_its_chain_began_with()
    {
        await AcceptedAsync(Fox() with { Key = "fox" }, Done("picture1"));
        using BatchPass pass = Pass();

        BatchRow step = await pass.LookUpAsync(Step());

        Assert.Equal((null, null), (step.Task, step.Warning));
        Assert.NotNull(step.ToSend);
        Assert.Equal("picture1", (await pass.LookUpAsync(Fox() with { Key = "fox" })).Task?.Id);
    }

    [Fact]
    public async Task A_step_that_was_accepted_comes_back_also_when_its_picture_has_another_address()
    {
        await AcceptedAsync(Fox() with { Key = "fox" }, Done("picture1"));
        await AcceptedAsync(Step(), Done("film"));
        using BatchPass pass = Pass(new BatchOptions { SendEdited = true });

        BatchRow row = await pass.LookUpAsync(Step(SignedAnew));

        Assert.Equal(("film", null, null), (row.Task?.Id, row.ToSend, row.Warning));
    }

    [Fact]
    public async Task A_failed_step_sent_again_from_the_ledger_is_the_same_row()
    {
        await AcceptedAsync(Step(), Done("film") with { Status = GenTaskStatus.Failed, Outputs = [] });
        GenTask failed = (await Book.Ledger.FindTaskAsync("account", "film"))!.Task!;
        using BatchPass pass = Pass(new BatchOptions { RetryFailed = true });

        Assert.Equal(["picture1"], failed.Parents);
        Assert.Equal(2, (await pass.LookUpAsync(failed.ToRequest())).ToSend!.Attempt);
    }

    [Fact]
    public async Task A_keyed_row_with_a_result_from_before_steps_were_known_is_not_sent_again()
    {
        await AcceptedAsync(Step() with { Parents = [] }, Done("film"));
        using BatchPass pass = Pass();

        Assert.Equal("film", (await pass.LookUpAsync(Step())).Task?.Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sha256:00")]
    public async Task A_step_of_the_same_model_is_not_taken_for_its_beginning_also_when_that_was_a_file(string? origin)
    {
        await AcceptedAsync(From(origin, Signed) with { Model = "film/maker", Key = "fox" }, Done("film"));
        using BatchPass pass = Pass();

        Assert.NotNull((await pass.LookUpAsync(Step())).ToSend);
    }

    private static GenRequest Step(string url = Signed) => From("task:picture1/1", url) with { Model = "film/maker", Key = "fox", Parents = ["picture1"] };
}
