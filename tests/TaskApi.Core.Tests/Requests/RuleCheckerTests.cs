using System;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Requests;

public class RuleCheckerTests
{
    [Theory]
    [InlineData("""[{"seconds":1},{"Seconds":"2"}]""", true)]
    [InlineData("""[{"seconds":15}]""", true)]
    [InlineData("""[{"seconds":2.9}]""", false)]
    [InlineData("""[{"seconds":15.1}]""", false)]
    [InlineData("""[{"seconds":3},{"seconds":79228162514264337593543950335}]""", false)]
    [InlineData("""[{"seconds":1},{}]""", true)]
    public void The_sum_of_a_field_is_within_its_limits_or_not_known(string parts, bool isValid) => Assert.Equal(isValid, Check(parts, "").IsValid);

    [Fact]
    public void An_item_that_breaks_a_rule_is_named_by_its_number_from_one()
    {
        GenProblem problem = Assert.Single(Check("""[{"seconds":5,"kind":"a"},{"seconds":5,"kind":"c"}]""", "").Problems);
        Assert.Equal(GenProblemCode.NotAllowed, problem.Code);
        Assert.StartsWith("parts: item 2 has kind 'c'; allowed: a, b.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",\"checked\":true", "", true)]
    [InlineData(",\"checked\":true", ",\"warning\":true", false)]
    [InlineData(",\"checked\":false", "", false)]
    public void A_broken_rule_is_advice_where_the_model_or_the_rule_is_not_law(string model, string rule, bool isError)
    {
        GenRequestCheck check = Check("""[{"seconds":1}]""", rule, model);
        Assert.Equal((GenProblemCode.OutOfRange, !isError), (check.Problems.Single().Code, check.Problems.Single().IsWarning));
        Assert.Equal(!isError, check.IsValid);
    }

    private static GenRequestCheck Check(string parts, string rule, string model = ",\"checked\":true")
    {
        string text = $$"""
            {"models":[{"id":"me/parts","kind":"video"{{model}},"parameters":[{"name":"parts","type":"object[]"}],
              "rules":[{"parameter":"parts","effect":"total","field":"seconds","minimum":3,"maximum":15{{rule}}},
                {"parameter":"parts","effect":"each","field":"kind","values":["a","b"]}]}]}
            """;
        var checker = new RequestChecker(CatalogFile.Parse(Encoding.UTF8.GetBytes(text), "my-models.json"));
        return checker.Check(new GenRequest { Model = "me/parts", Input = { ["parts"] = parts } });
    }
}
