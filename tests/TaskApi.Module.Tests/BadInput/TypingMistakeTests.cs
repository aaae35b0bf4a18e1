using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.BadInput;

/// <summary>What someone reads who mistypes a command: what to change, and that nothing was paid.</summary>
public sealed class TypingMistakeTests
{
    [Theory]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt x -Duraton 10", "kuaishou/kling-2.6 has no parameter -Duraton. Did you mean -Duration?")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt x -Duraton:10", "-Duraton. Did you mean -Duration?")]
    [InlineData("New-GenTask kuaishou/kling-2.6 \u2013Prompt x \u2013Duraton 10", "-Duraton. Did you mean -Duration?")]
    [InlineData("$more = @{ Duraton = 10 }; New-GenTask kuaishou/kling-2.6 -Prompt x @more", "-Duraton. Did you mean -Duration?")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt x -CalbackUrl https://example.org", "Did you mean -CallbackUrl?")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt x -Verbsoe", "Did you mean -Verbose?")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt x -MaxPrice 3", "has no parameter -MaxPrice. It has -Prompt, ")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt x -MaxPrice 3", "-AllowUnknownParameter")]
    [InlineData("Test-GenRequest kuaishou/kling-2.6 -Prompt x -Duraton 10", "Did you mean -Duration?")]
    [InlineData("Get-GenPrice kuaishou/kling-2.6 -Prompt x -Duraton 10", "Did you mean -Duration?")]
    [InlineData("'fox' | New-GenTask kuaishou/kling-2.6 -Duraton 10", "Did you mean -Duration?")]
    public void A_misspelled_parameter_is_answered_with_the_one_that_was_meant(string script, string said) => AssertRefused(script, said);

    [Theory]
    [InlineData("New-GenTask kuaishou/klng-2.6 -Prompt x", "'kuaishou/klng-2.6' is not in the catalog", "Did you mean kuaishou/kling-2.6?")]
    [InlineData("New-GenTask klng-2.6 -Prompt x", "Did you mean kuaishou/kling-2.6?")]
    [InlineData("New-GenTask kuaishou/kling-2.7 -AspectRatio 1:1", "'kuaishou/kling-2.7' is not in the catalog",
        "-Input @{ aspect_ratio = ... } -AllowUnknownModel")]
    [InlineData("New-GenTask quite/new -Prompt x", "'quite/new' is not in the catalog", "-Input @{ prompt = ... }.")]
    [InlineData("New-GenTask quite/new -Inptu x", "Did you mean -Input?")]
    public void Behind_a_misspelled_model_it_is_the_model_that_is_told(string script, params string[] said) => AssertRefused(script, said);

    [Theory]
    [InlineData("New-GenTask -Prompt x", "New-GenTask google/nano-banana -Prompt")]
    [InlineData("@{ model = 'kuaishou/kling-2.6'; prompt = 'x' } | Test-GenRequest -Duration 10", "-Input @{ Duration = ... }")]
    public void A_models_parameter_without_a_model_is_answered_with_where_to_name_it(string script, string said) =>
        AssertRefused(script, "no model is named", said);

    [Theory]
    [InlineData("New-GenTask kuaishou/kling-2.6 'a fox'", "-Prompt 'a fox'")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt a fox", "'fox' belongs to no parameter", "quotes")]
    [InlineData("New-GenTask google/nano-banana -Prompt x -AspectRatio 1:1 @()", "A value that is empty belongs to no parameter")]
    [InlineData("$none = 1 | Where-Object { $false }; New-GenTask google/nano-banana -Prompt x -AspectRatio 1:1 $none",
        "A value that is empty belongs to no parameter")]
    [InlineData("New-GenTask google/nano-banana @{ prompt = 'x' }", "-Input")]
    [InlineData("$list = '-Prompt', 'x'; New-GenTask google/nano-banana @list", "Splat a hashtable")]
    public void A_value_without_a_parameter_is_answered_with_how_to_give_it(string script, params string[] said) => AssertRefused(script, said);

    private static void AssertRefused(string script, params string[] said)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run(script);

        Assert.Empty(run.Output);
        Assert.Equal(("InvalidRequest", ErrorCategory.InvalidData), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says([.. said.Append("Nothing was sent")]);
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }
}
