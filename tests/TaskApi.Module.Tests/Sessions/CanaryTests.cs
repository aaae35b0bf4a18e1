using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TaskApi.Module.Tests.Callbacks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>
/// The key is nowhere: through every command, with every stream on, in objects and what is exported from them, in errors and all that
/// hangs on them, on the screen and in file names, while the service repeats it in every place and escaping.
/// </summary>
public sealed class CanaryTests
{
    private const string Request = "google/nano-banana -Prompt fox -AspectRatio 1:1";

    /// <summary>Every command that speaks with the service, also with what others returned.</summary>
    private const string Commands = $$"""
        Get-GenModel kling-2.6; Test-GenRequest {{Request}}; Import-GenRequest $table
        Get-GenAccount; Get-GenPrice {{Request}}; Get-GenPrice {{Request}} -Summary
        Send-GenFile $picture; Send-GenFile $picture -WhatIf; Send-GenFile $picture -Force | ForEach-Object { New-GenTask {{Request}} -ImageUrls $_ }
        New-GenTask {{Request}} -ImageUrls $picture -MaxCost 9
        Get-GenPrice {{Request}} -ImageUrls $picture; Send-GenFile $table
        New-GenTask {{Request}} -WhatIf; New-GenTask {{Request}} -Confirm
        Import-GenRequest $table | New-GenTask -OutVariable tasks | Wait-GenTask -Timeout 20 -OutVariable ended
        Get-GenTask; $tasks | Get-GenTask; $ended | ForEach-Object { $_.Outputs }
        Get-GenTask task-0001 -OutVariable known; Wait-GenTask task-0001 -Timeout 20
        $known | Save-GenOutput $folder -WhatIf; $known | Save-GenOutput $folder -Confirm
        Save-GenOutput $folder -Id task-0001 -Force; $ended | Save-GenOutput $folder
        $ended | Export-GenReport $page; $ended | Export-GenReport $page -WhatIf
        'task-0001' | Export-GenReport $page -NoClobber; Export-GenReport $page -Id task-0001 -Embed
        New-GenTask {{Request}} -CallbackUrl http://127.0.0.1:9/hook; Receive-GenCallback $port -Timeout 0.2
        ConvertFrom-GenCallback $body; ConvertFrom-GenCallback $body -Trust
        New-GenTask {{Request}} -CallbackUrl http://127.0.0.1:9/hook | Wait-GenTask -CallbackUri http://127.0.0.1:9/hook -CallbackPort $port -Timeout 20
        New-GenTask {{Request}} -Batch nightly; Get-GenBatch; Export-GenReport $page -Batch nightly
        Get-GenTask -Last 3; Clear-GenLedger 2001-01-01 -Confirm:$false
        """;

    private static readonly JsonSerializerOptions Json = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles, MaxDepth = 64 };

    public static TheoryData<string> Scenarios => [.. EchoingService.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_key_is_nowhere_whatever_the_service_repeats(string scenario)
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using var host = new ModuleHost(screen);
        FastClient.Connect(host, "http://127.0.0.1:9", 2000, TimeSpan.FromSeconds(5), new EchoingService(scenario, string.Join('|', Canary.Echoes.Values)),
            Canary.Key);

        Canary.AssertSilent(RunAndTell(host, screen, folder, Commands));
    }

    [Theory]
    [InlineData("Connect-GenService -ApiKey $secret -Endpoint https://127.0.0.1:9")]
    [InlineData("Connect-GenService -Credential ([PSCredential]::new('any', $secret)) -Endpoint https://127.0.0.1:9")]
    [InlineData("Connect-GenService -ApiKey $secret -Endpoint \"https://127.0.0.1:9/?api_key=$escaped\"")]
    [InlineData("Connect-GenService -ApiKey $secret -Endpoint \"https://me:$escaped@127.0.0.1:9/\"")]
    [InlineData("Connect-GenService -ApiKey $secret -Endpoint \"ftp://127.0.0.1:9/?api_key=$escaped\"")]
    public void The_key_is_nowhere_when_a_session_is_opened_used_and_closed(string connect)
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using var host = new ModuleHost(screen);
        host.Set("secret", new System.Net.NetworkCredential("", Canary.Key).SecurePassword);
        host.Set("escaped", Uri.EscapeDataString(Canary.Key));

        string all = RunAndTell(host, screen, folder, $"{connect}; Get-GenTask; New-GenTask {Request} -WhatIf; Disconnect-GenService; Get-GenTask");

        Canary.AssertSilent(all);
    }

    [Fact]
    public void Every_command_sings_or_is_silent_here()
    {
        using var host = new ModuleHost();

        string[] exported = [.. host.Run("Get-Command -Module TaskApi").Clean.Texts("Name")];

        Assert.NotEmpty(exported);
        Assert.All(exported.Except(["Connect-GenService", "Disconnect-GenService"]), name => Assert.Contains(name, Commands, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public void The_canary_is_heard_when_it_sings(string echo) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Canary.AssertSilent("before " + Canary.Echoes[echo] + " after"));

    public static TheoryData<string> Echoes => [.. Canary.Echoes.Keys];

    /// <summary>Runs commands with every stream on, shows what came of them, and tells all of it.</summary>
    private static string RunAndTell(ModuleHost host, CapturingHost screen, TemporaryFolder folder, string commands)
    {
        string results = Path.Combine(folder.Path, "results");
        host.Set("table", folder.Write("table.csv", "model,prompt,aspect_ratio,key\ngoogle/nano-banana,fox,1:1,\nmade/up,owl,1:1,second\n"));
        host.Set("picture", Uploading.Pictures.WritePicture(folder, "picture.png"));
        host.Set("folder", results);
        host.Set("page", Path.Combine(results, "report.html"));
        host.Set("port", CallbackPort.Free().Number);
        host.Set("body",
            $$$"""{"task_id":"task-0001","status":"completed","note":"{{{string.Join('|', Canary.Echoes.Values)}}}","data":""" +
            $$$"""{"url":"https://cdn.example.com/a.png"}}""");
        const string Loud = "$VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; $InformationPreference = 'Continue'";
        string each =
            string.Join('\n', commands.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries).Select(command => $"try {{ {command} }} catch {{ $_ }}"));

        RunResult run = host.Run($"{Loud}\n$all = & {{ {each} }} *>&1; $all; $Error; $session");
        host.Run("$all | Out-Host; $Error | Out-Host; $session | Out-Host");

        var all = new StringBuilder().AppendLine(screen.Text).AppendLine(screen.ProgressText).AppendJoin('\n', run.Warnings).AppendLine().AppendJoin('\n',
            run.Asides).AppendLine();
        foreach (PSObject item in run.Output.Where(item => item is not null))
        {
            if (item.BaseObject is ErrorRecord error)
            {
                all.AppendLine(error.Everything()).AppendLine(PSSerializer.Serialize(error, 1)).AppendLine(Deep(error.TargetObject));
            }
            else
            {
                // The engine gives files properties that are scripts; ours have none.
                all.AppendLine(Deep(item)).AppendJoin('\n',
                    item.Properties.Where(property => property is not PSScriptProperty).Select(property => $"{property.Name}={property.Value}")).AppendLine();
            }
        }

        foreach (string path in Directory.Exists(results) ? Directory.EnumerateFileSystemEntries(results, "*", SearchOption.AllDirectories) : [])
        {
            all.AppendLine(Path.GetFileName(path)).AppendLine(Path.GetExtension(path) is ".txt" or ".html" ? File.ReadAllText(path) : "");
        }

        return all.ToString();
    }

    /// <summary>An object as it looks when it is exported: as text, as Clixml, as JSON.</summary>
    private static string Deep(object? item)
    {
        object? value = item is PSObject wrapper ? wrapper.BaseObject : item;
        bool isOurs = value?.GetType().Namespace == "TaskApi";
        return value is null ? ""
            : isOurs ? $"{value}\n{PSSerializer.Serialize(value, 4)}\n{JsonSerializer.Serialize(value, value.GetType(), Json)}" : $"{value}";
    }
}
