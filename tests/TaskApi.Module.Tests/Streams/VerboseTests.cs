using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Streams;

/// <summary>-Verbose follows what happens, -Debug shows the wire; each line is about the requests of the command that was asked.</summary>
public sealed class VerboseTests
{
    private const string Picture = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1";

    [Fact]
    public void Verbose_tells_submissions_changes_and_files()
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = ModuleHost.Connected();
        host.Set("prompts", folder.Write("prompts.csv", "model,prompt,aspect_ratio\ngoogle/nano-banana,fox,1:1\ngoogle/nano-banana,owl,1:1\n"));
        host.Set("folder", folder.Path);

        (IReadOnlyList<PSObject> files, string[] lines, string[] debug) =
            Run(host, "Import-GenRequest $prompts | New-GenTask -Verbose | Wait-GenTask -Verbose | Save-GenOutput $folder -Verbose");

        Assert.Empty(debug);
        foreach (PSObject file in files)
        {
            string id = file.Text("TaskId");
            string place = $"{file.Get("Task.Source")}";
            string[] own = [.. lines.Where(line => line.Contains(id, StringComparison.Ordinal) && !line.StartsWith("Performing", StringComparison.Ordinal))];
            Assert.Matches($"^Submitted task {id} of google/nano-banana [(]{place}[)] in [0-9]+ ms: Pending[.]$", own[0]);
            Assert.Matches($"^Task {id} of google/nano-banana [(]{place}[)]: (Pending|Processing) -> Completed[.]$", own[^2]);
            Assert.Equal($"Saved {file.Text("Path")}: {file.Text("Length")} bytes of task {id}.", own[^1]);
            Assert.InRange(own.Length, 3, 4);
        }

        Assert.Equal(2, files.Count);
    }

    [Theory]
    [InlineData("Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1 -Debug", "POST /v1/tasks: 200 in ")]
    [InlineData(Picture + " -Debug", "POST /v1/tasks: 200 in ")]
    [InlineData("Get-GenTask $id -Debug", "GET /v1/tasks/")]
    [InlineData("Wait-GenTask $id -Debug", "GET /v1/tasks/")]
    [InlineData("Save-GenOutput $folder -Id $id -Debug", "GET /v1/tasks/")]
    public void Debug_tells_the_wire_and_nothing_else(string script, string beginning)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = ModuleHost.Connected();
        host.Set("folder", folder.Path);
        host.Run($"$id = ({Picture} | Wait-GenTask).Id");

        (_, string[] verbose, string[] debug) = Run(host, script);

        Assert.Empty(verbose);
        Assert.Contains(debug, line => line.StartsWith(beginning, StringComparison.Ordinal) && line.Contains(" ms, ", StringComparison.Ordinal)
            && line.Contains(" bytes.", StringComparison.Ordinal) && line.Contains("Received: {", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$VerbosePreference = 'Continue'; " + Picture, 1)]
    [InlineData("$VerbosePreference = 'Continue'; " + Picture + " -Verbose:$false", 0)]
    [InlineData("function f { [CmdletBinding()] param() " + Picture + " } f -Verbose", 1)]
    [InlineData(Picture + " 4>&1", 0)]
    [InlineData(Picture, 0)]
    public void Lines_are_told_where_the_switch_or_the_preference_says_so(string script, int count)
    {
        using ModuleHost host = ModuleHost.Connected();

        (_, string[] lines, _) = Run(host, script);

        Assert.Equal(count, lines.Count(line => line.StartsWith("Submitted task ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_command_hears_only_of_its_own_requests()
    {
        using ModuleHost first = ModuleHost.Connected();
        using var second = new ModuleHost();
        second.Set("session", first.Run($"$session = {ModuleHost.FastService}; $session").Single);
        string mine = "1..10 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 -Session $session -Verbose -Debug | " +
            "Wait-GenTask -Session $session -Verbose -Debug";
        using Background other = Background.AtOnce(second, mine);

        (IReadOnlyList<PSObject> tasks, string[] verbose, string[] debug) = Run(first, mine);

        string[] others = [.. other.End().Output.Texts("Id")];
        Assert.Equal((10, 10), (tasks.Count, others.Length));
        foreach (string line in verbose.Concat(debug))
        {
            Assert.DoesNotContain(others, id => line.Contains(id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Lines_of_a_submission_come_before_its_task()
    {
        using ModuleHost host = ModuleHost.Connected();

        string[] kinds =
            [.. host.Run($"{Picture} -Verbose -Debug *>&1").Output.Select(item => item.BaseObject is VerboseRecord or DebugRecord ? "line" : "task")];

        Assert.Equal("task", kinds[^1]);
        Assert.Equal(1, kinds.Count(kind => kind == "task"));
    }

    private static (IReadOnlyList<PSObject> Output, string[] Verbose, string[] Debug) Run(ModuleHost host, string script)
    {
        using PowerShell shell = host.Prepare(script);
        PSObject[] output = [.. shell.Invoke()];
        Assert.Empty(shell.Streams.Error);
        return (output, [.. shell.Streams.Verbose.Select(record => record.Message)], [.. shell.Streams.Debug.Select(record => record.Message)]);
    }
}
