using System;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>A table's unknown names are judged once each, however many there are.</summary>
public sealed class UnknownModelTests
{
    private const int Rows = 1000;

    // A judgement looks for the nearest of all models, which takes some 80 KB.
    private const long MostOfARow = 8 * 1024;

    private readonly RequestChecker _checker = new(ModelCatalog.BuiltIn);

    [Fact]
    public void A_model_that_comes_again_and_again_is_judged_once_even_after_a_thousand_others()
    {
        foreach (int number in Enumerable.Range(0, 1100))
        {
            _ = Check($"nobody-knows/number-{number}");
        }

        _ = Check("nobody-knows/me");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rows; i++)
        {
            _ = Check("nobody-knows/me");
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Rows, 0, MostOfARow);
    }

    [Fact]
    public void A_misspelled_model_is_told_after_a_thousand_others_too()
    {
        foreach (int number in Enumerable.Range(0, 1100))
        {
            _ = Check($"nobody-knows/number-{number}");
        }

        Assert.Contains("Did you mean google/nano-banana?", Assert.Single(Check("google/nano-bananna").Problems).Message, StringComparison.Ordinal);
    }

    private GenRequestCheck Check(string model) => _checker.Check(new GenRequest { Model = model, Input = { ["prompt"] = "fox" } });
}
