using System;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Requests;

public class DecimalCommaTests
{
    [Theory]
    [InlineData("2,5", "2.5")]
    [InlineData(" -0,125 ", "-0.125")]
    [InlineData("1,25", "1.25")]
    public void A_decimal_comma_is_told_how_to_be_written(string text, string pointed) =>
        Assert.Contains($" Write a point: {pointed}.", Message(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("1,500")]
    [InlineData("1,2,3")]
    [InlineData(",5")]
    [InlineData("a,b")]
    [InlineData("wide")]
    public void What_may_mean_something_else_gets_no_advice(string text) => Assert.DoesNotContain("Write a point", Message(text), StringComparison.Ordinal);

    private static string Message(string text)
    {
        var catalog = new ModelCatalog(
            [new GenModel { Id = "a/b", IsChecked = true, Parameters = [new GenParameter { Name = "level", Type = GenParameterType.Number }] }]);
        var request = new GenRequest { Model = "a/b" };
        request.Input["level"] = text;
        GenProblem problem = new RequestChecker(catalog).Check(request).Problems.Single();
        Assert.Equal(GenProblemCode.WrongType, problem.Code);
        return problem.Message;
    }
}
