using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Waiting;

public sealed class GetGenTaskTests
{
    [Fact]
    public void Without_an_id_the_sessions_tasks_are_listed_as_last_seen()
    {
        using ModuleHost host = ModuleHost.Connected();
        Assert.Empty(host.Run("Get-GenTask").Clean);
        string[] ids = host.Run("'fox', 'owl' | ForEach-Object { New-GenTask google/nano-banana -Prompt $_ -AspectRatio 1:1 }").Clean.Texts("Id");

        Assert.Equal(ids, host.Run("Get-GenTask").Clean.Texts("Id"));

        host.Run("Get-GenTask | Wait-GenTask");
        Assert.Equal(["Completed", "Completed"], host.Run("Get-GenTask").Clean.Texts("Status"));
    }

    [Theory]
    [InlineData("-Model nano-banana", "fox", "elk")]
    [InlineData("-Model nano*", "fox", "elk", "asp")]
    [InlineData("-Model GOOGLE/*", "fox", "elk", "asp")]
    [InlineData("-Model nano* -Last 2", "elk", "asp")]
    [InlineData("-Model nano-banana -Last 1", "elk")]
    [InlineData("-Model sora*")]
    public void Tasks_of_models_that_match_are_listed_the_last_ones_where_so_many_are_asked_for(string which, params string[] prompts)
    {
        using ModuleHost host = ModuleHost.Connected();
        host.Run("'fox', 'elk' | New-GenTask google/nano-banana -AspectRatio 1:1").Clean.Texts("Id");
        host.Run("'asp' | New-GenTask google/nano-banana-pro -AspectRatio 1:1").Clean.Texts("Id");
        host.Run("'owl' | New-GenTask elevenlabs/sound-effect").Clean.Texts("Id");

        Assert.Equal(prompts, host.Run($"Get-GenTask {which}").Clean.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void The_state_is_the_services_present_one_in_the_order_of_asking()
    {
        using ModuleHost host = ModuleHost.Connected();
        string[] ids = host.Run("'fox', 'owl', 'elk' | New-GenTask google/nano-banana -AspectRatio 1:1").Clean.Texts("Id");
        host.Run($"Wait-GenTask {ids[2]}");

        RunResult run = host.Run($"'{ids[2]}', '{ids[0]}', '{ids[1]}' | Get-GenTask");

        Assert.Equal([ids[2], ids[0], ids[1]], run.Clean.Texts("Id"));
        Assert.Equal("Completed", run.Output[0].Text("Status"));
        Assert.Equal(["elk", "fox", "owl"], run.Output.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void A_task_that_runs_is_not_ended()
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);

        RunResult run = host.Run("New-GenTask openai/sora-2 -Prompt fox | Get-GenTask");

        Assert.Equal(("Pending", false), (run.Single.Text("Status"), run.Single.Get("IsEnded")));
    }

    [Theory]
    [InlineData("nobody-knows-me", "NotFound")]
    [InlineData("../account", "NotFound")]
    [InlineData("x y", "NotFound")]
    [InlineData("..", "InvalidInput")]
    public void An_id_that_means_nothing_is_an_error_that_names_it(string id, string expected)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"Get-GenTask '{id}'");

        Assert.Empty(run.Output);
        Assert.Equal(expected, run.Error.Id());
        run.Error.Says(id);
    }

    [Theory]
    [InlineData("Get-GenTask nobody-knows-me", "Check the id")]
    [InlineData("Wait-GenTask nobody-knows-me", "Check the id")]
    [InlineData("Save-GenOutput -Id nobody-knows-me", "Check the id")]
    [InlineData("Get-GenModel nobody/knows-me", "Get-GenModel")]
    public void The_advice_fits_what_was_not_found(string script, string advice)
    {
        using ModuleHost host = ModuleHost.Connected();

        string? action = host.Run(script).Error.ErrorDetails.RecommendedAction;

        Assert.Contains(advice, action, StringComparison.Ordinal);
        Assert.Equal(script.StartsWith("Get-GenModel", StringComparison.Ordinal), action.Contains("Get-GenModel", StringComparison.Ordinal));
    }
}
