using System;
using System.Reflection;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>A session outlives the commands that use it, and must not keep them alive.</summary>
public sealed class NoticedTests
{
    private const string Submit = "1..12 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1";

    [Theory]
    [InlineData(Submit + " | Wait-GenTask | Get-GenTask | Save-GenOutput $folder")]
    [InlineData(Submit + " | Wait-GenTask | Get-GenTask | Select-First 1")]
    [InlineData(Submit + " | Get-GenPrice -ErrorAction Stop")]
    [InlineData("Get-GenPrice openai/sora-2 -Prompt fox; Get-GenTask")]
    [InlineData("'fox' | New-GenTask google/nano-banana -AspectRatio 1:1 | ForEach-Object { throw 'enough' }")]
    public void A_command_that_has_ended_listens_no_more(string script)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = ModuleHost.Connected();
        host.Set("folder", folder.Path);
        object session = host.Run("$session = " + ModuleHost.FastService + "; $session").Single.BaseObject;

        host.Run($"{script}; $null = $session");

        Assert.Null(Listeners(session));
    }

    [Fact]
    public void A_command_that_runs_listens()
    {
        using ModuleHost host = ModuleHost.Connected();
        object session = host.Run("$session = " + ModuleHost.FastService + "; $session").Single.BaseObject;
        Delegate? heard = null;
        host.Set("look", (Action)(() => heard = Listeners(session)));

        host.Run($"{Submit} | ForEach-Object {{ $look.Invoke() }}");

        Assert.Single(heard!.GetInvocationList());
    }

    private static Delegate? Listeners(object session) =>
        (Delegate?)session.GetType().GetField("Noticed", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(session);
}
