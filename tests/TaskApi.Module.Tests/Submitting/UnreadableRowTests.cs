using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Rows that cannot be read, because what they hold throws, goes on for ever, or is nothing at all.</summary>
public sealed class UnreadableRowTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Connected();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("$row.PSObject.Properties.Add([psscriptproperty]::new('duration', { throw 'the disk is on fire' }))", "duration", "the disk is on fire")]
    [InlineData("$row.PSObject.Properties.Add([psnoteproperty]::new('voices', $throwing))", "voices", "no such voice")]
    [InlineData("$row.PSObject.Properties.Add([psnoteproperty]::new('voices', $endless))", "voices", "endless")]
    [InlineData("$row.PSObject.Properties.Add([psnoteproperty]::new('voices', $row))", "voices", "nested too deeply, or holds itself")]
    [InlineData("$row.PSObject.Properties.Add([psscriptproperty]::new('voices', { [pscustomobject]@{ voice = $this } }))", "voices",
        "nested too deeply, or holds itself")]
    [InlineData("$row.PSObject.Properties.Add([psnoteproperty]::new('voices', @{ a = 1 })); $row.voices.b = $row.voices", "voices",
        "nested too deeply, or holds itself")]
    [InlineData("$row.PSObject.Properties.Add([psnoteproperty]::new('voices', $bomb))", "voices", "more than any request does")]
    [InlineData("$row = $thrower", "Duration", "no such duration")]
    [InlineData("$row = $worst", "Duration", "no such duration")]
    public void A_row_that_cannot_be_read_is_one_error_that_says_what_threw_and_the_others_are_sent_and_come_out(string spoil, string property, string reason)
    {
        _host.Set("throwing", Throwing());
        _host.Set("endless", Endless());
        _host.Set("bomb", Bomb(8));
        _host.Set("thrower", new Thrower());
        _host.Set("worst", new Worst());

        RunResult run = _host.Run($$"""
            $row = [pscustomobject]@{ prompt = 'owl' }
            {{spoil}}
            [pscustomobject]@{ prompt = 'fox' }, $row, [pscustomobject]@{ prompt = 'cat' } | New-GenTask kuaishou/kling-2.6
            """);

        Assert.Equal(["fox", "cat"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says(property, reason, "Nothing was sent");
        Assert.Equal(2, _host.Run("Get-GenTask").Clean.Count);
    }

    [Theory]
    [InlineData("[object]::new()")]
    [InlineData("[pscustomobject]@{}")]
    [InlineData("@{}")]
    [InlineData("[ordered]@{}")]
    [InlineData("[pscustomobject]@{ prompt = ''; duration = ' '; mode = $null }")]
    [InlineData("(, @(, @('fox', 'owl')))[0]")]
    [InlineData("[System.IO.FileInfo]::new('/tmp/fox.png')")]
    [InlineData("[System.IO.DirectoryInfo]::new('/tmp')")]
    [InlineData("[System.Diagnostics.Process]::GetCurrentProcess()")]
    [InlineData("(Get-Command New-GenTask)")]
    [InlineData("{ 'a script' }")]
    [InlineData("[regex]")]
    [InlineData("[System.InvalidOperationException]::new('failed')")]
    public void What_holds_no_request_is_an_error_also_when_all_that_is_needed_stands_on_the_line(string item)
    {
        _host.Set("items", _host.Run($", ({item})").Output[0]);
        foreach (string command in (string[])["New-GenTask kuaishou/kling-2.6 -Prompt run", "New-GenTask topaz-labs/image-upscale"])
        {
            RunResult run = _host.Run($"{command} -Request $items");

            Assert.Empty(run.Output);
            Assert.All(run.Errors, error => Assert.Equal("InvalidInput", error.Id()));
            Assert.All(run.Errors, error => error.Says("is no request", "Nothing was sent"));
            Assert.NotEmpty(run.Errors);
        }

        Assert.Empty(_host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void An_object_of_a_user_s_own_class_is_a_row()
    {
        PSObject task =
            _host.Run("class Shot { [string] $Prompt; [int] $Duration }; [Shot]@{ Prompt = 'fox'; Duration = 10 } | New-GenTask kuaishou/kling-2.6").Single;

        Assert.Equal(("fox", (object)10L), (task.Input("prompt"), task.Input("duration")));
    }

    private static IEnumerable<object> Throwing()
    {
        yield return "alto";
        throw new InvalidOperationException("no such voice");
    }

    private static IEnumerable<object> Endless()
    {
        while (true)
        {
            yield return "alto";
        }
    }

    /// <summary>Little to hold, and more to read than there is time for.</summary>
    private static object Bomb(int levels) => levels == 0 ? "alto" : Enumerable.Repeat(Bomb(levels - 1), 30).ToList();

    private class Thrower
    {
        public string Prompt { get; } = "owl";

        public int Duration => throw new InvalidOperationException($"no such duration for {Prompt}");
    }

    private sealed class Worst : Thrower
    {
        public override string ToString() => throw new InvalidOperationException("no text either");
    }
}
