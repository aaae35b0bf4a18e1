using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.BadInput;

/// <summary>What the service refuses, and what the catalog does not know.</summary>
public sealed class ServiceRefusalTests
{
    [Fact]
    public void A_model_that_nobody_knows_is_a_warning_and_then_the_services_error_for_that_row()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("'google/nano-banana', 'me/unheard-of', 'google/nano-banana' | ForEach-Object { @{ model = $_; prompt = 'fox'; aspect_ratio " +
            "= '1:1' } } | New-GenTask");

        Assert.Equal(2, run.Output.Count);
        Assert.Contains("'me/unheard-of'", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(("NotFound", ErrorCategory.ObjectNotFound), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("me/unheard-of", "Nothing was charged");
        Assert.Equal("TaskApi.GenRequest", run.Error.TargetObject.GetType().FullName);
    }

    [Fact]
    public void A_model_that_the_catalog_lacks_is_a_plain_error_with_the_nearest_name()
    {
        using var host = new ModuleHost();

        RunResult run = host.Run("Get-GenModel kling-2.7, kling-2.6");

        Assert.Equal(["kuaishou/kling-2.6"], run.Output.Texts("Id"));
        Assert.Equal(("NotFound", ErrorCategory.ObjectNotFound), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("'kling-2.7'", "Did you mean kuaishou/kling-2");
    }

    [Theory]
    [InlineData("-Kind Video", "Video")]
    [InlineData("* -Kind audio", "Audio")]
    [InlineData("*banana*", "Image")]
    public void Models_are_found_by_kind_and_wildcard(string arguments, string kind)
    {
        using var host = new ModuleHost();

        RunResult run = host.Run($"Get-GenModel {arguments}");

        Assert.NotEmpty(run.Clean);
        Assert.All(run.Output, model => Assert.Equal(kind, model.Text("Kind")));
    }

    [Fact]
    public void A_balance_that_runs_out_ends_the_sending_and_says_how_much_was_not_sent()
    {
        // A picture costs 0.025: four fit.
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 1 -Balance 0.1");

        RunResult run = host.Run("1..30 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Equal(4, run.Output.Count);
        Assert.Equal(("InsufficientBalance", ErrorCategory.LimitsExceeded), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("26 of 30 requests were not sent", "The 4 accepted before");
        Assert.NotEmpty(run.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(run.Output.Texts("Id").Order(), host.Run("Get-GenTask | Wait-GenTask").Clean.Texts("Id").Order());
    }

    [Fact]
    public void A_balance_that_covers_nothing_says_so()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 1 -Balance 0");

        RunResult run = host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1");

        Assert.Empty(run.Output);
        run.Error.Says("1 of 1 requests were not sent");
    }

    [Fact]
    public void An_empty_balance_can_be_caught_with_stop()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 1 -Balance 0");

        RunResult run = host.Run("try { 'fox' | New-GenTask google/nano-banana -AspectRatio 1:1 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }");

        Assert.Equal("InsufficientBalance,TaskApi.Commands.NewGenTaskCommand", run.Single.ToString());
    }

    [Fact]
    public void A_closed_session_says_how_to_connect()
    {
        using var host = new ModuleHost();

        RunResult run = host.Run(
            "$session = Connect-GenService -Local; Disconnect-GenService; New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Session $session");

        Assert.Equal("NotConnected", run.Error.Id());
        run.Error.Says("closed", "Connect-GenService");
    }
}
