using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Streams;

/// <summary>What the service and tables say is shown, not obeyed: a terminal that is told to wipe itself or to fake a line must not.</summary>
public sealed class TerminalTests
{
    // Wipes the screen, names the window, rings, writes over the line, turns the reading direction, hides.
    private const string Evil = "\u001b[2J\u001b]0;owned\u0007\rfake\u009b8m\u202egnp\u200b";
    private const string EvilJson = @"\u001b[2J\u001b]0;owned\u0007\rfake\u009b8m\u202egnp\u200b";
    private const string Shown = "owned␇";

    private const string Refusal = @"{""code"":422,""success"":false,""data"":{""code"":""bad" + EvilJson + @""",""message"":""no" + EvilJson + @"""}}";
    private const string Accepted =
        @"{""code"":200,""success"":true,""data"":{""task_id"":""task-0001"",""status"":""pending"",""model"":""m" + EvilJson + @"""}}";
    private const string Failed = @"{""code"":200,""success"":true,""data"":{""task_id"":""task-0001"",""status"":""failed"",""model"":""m" + EvilJson +
        @""",""error"":{""code"":""bad" + EvilJson + @""",""message"":""no" + EvilJson + @"""}}}";
    private const string Completed = @"{""code"":200,""success"":true,""data"":{""task_id"":""task-0001"",""status"":""completed"",""output"":{""image" +
        EvilJson + @"_url"":""https://x.example/" + EvilJson + @".png"",""text"":""t" + EvilJson + @"""}}}";
    private const string Priced = @"{""code"":200,""success"":true,""data"":{""cost"":0.5}}";
    private const string Submit = "New-GenTask google/nano-banana -Prompt \"fox $evil\" -AspectRatio 1:1";

    public static TheoryData<string, string, string> Messages => new()
    {
        // A table.
        { "@{ model = \"made/up$evil\"; prompt = 'fox' } | New-GenTask", Refusal, Completed },
        { "@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = \"1:1$evil\"; \"name$evil\" = 'x' } | New-GenTask", Accepted, Completed },
        { "@{ model = 'google/nano-banana'; prompt = 'fox'; \"name$evil\" = 'x' } | Test-GenRequest", Accepted, Completed },
        { "Import-GenRequest \"no$evil.csv\"", Accepted, Completed },
        { "Get-GenModel \"fox$($evil.Replace('[', '').Replace(']', ''))\"", Accepted, Completed },
        { "Import-GenRequest $prompts", Accepted, Completed },
        { "(@{ model = 'google/nano-banana'; prompt = 'fox'; \"name$evil\" = 'x' } | Test-GenRequest).Problems", Accepted, Completed },
        { "[TaskApi.GenTask]@{ Id = \"i$evil\" }", Accepted, Completed },
        { "Import-GenRequest $prompts | Test-GenRequest", Accepted, Completed },
        { "Import-GenRequest $prompts | New-GenTask", Accepted, Completed },
        { Submit + " -WhatIf", Accepted, Completed },
        { "@{ model = \"made/up$evil\"; prompt = 'fox' } | New-GenTask -WhatIf", Accepted, Completed },
        { Submit + " -Confirm", Refusal, Completed },
        { "Wait-GenTask \"task$evil\"", Accepted, Completed },
        { "Save-GenOutput -Id \"task$evil\"", Accepted, Completed },
        // The service.
        { Submit, Refusal, Completed },
        { "Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1", Refusal, Completed },
        { Submit + " | Wait-GenTask", Accepted, Failed },
        { Submit + " | Wait-GenTask", Accepted, Refusal },
        { "Get-GenTask task-0001", Accepted, Refusal },
        { "(Get-GenTask task-0001).Outputs", Accepted, Completed },
        { "Get-GenPrice $made -Prompt fox | ForEach-Object { $_.Request; $_ }", Priced, Completed },
        { "Get-GenPrice $made -Prompt fox -Summary | ForEach-Object { $_; $_.Models }", Priced, Completed },
        { "Get-GenTask task-0001 | Save-GenOutput $folder -WhatIf", Accepted, Completed },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Nothing_that_a_terminal_obeys_reaches_the_screen(string script, string created, string polled)
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using var host = new ModuleHost(screen);
        FastClient.Connect(host, "http://127.0.0.1:9", 100, TimeSpan.FromSeconds(5), ScriptedService.Of(created, polled));
        host.Set("evil", Evil);
        host.Set("made", "made/up" + Evil);
        host.Set("folder", folder.Path);
        host.Set("prompts", folder.Write("prompts.csv", $"model,prompt,key\n\"made/up{Evil}\",\"fox{Evil}\",\"k{Evil}\"\n\"\",\n"));

        // Out-Default is what a prompt ends with: tables, errors, warnings and the rest as the host shows them.
        RunResult run = host.Run($$"""
            $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'
            & { {{script}} } *>&1 | Out-Host
            & { {{script}} } | Out-Default
            $Error | ForEach-Object { $_ | Out-Host; $_.CategoryInfo.ToString(); $_.CategoryInfo.GetMessage() }
            """);

        string all = string.Join('\n',
            (string[])[screen.Text, .. run.Errors.Select(Support.Messages.Of), .. run.Output.Select(item => $"{item}"), .. run.Warnings, .. run.Asides]);
        Assert.Contains(Shown, all, StringComparison.Ordinal);
        Assert.Empty(all.Where(letter => (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) || letter is '\u202e' or '\u200b').Select(
            letter => $"U+{(int)letter:X4} in {all}"));
        Assert.DoesNotContain("\rfake", all, StringComparison.Ordinal);
    }
}
