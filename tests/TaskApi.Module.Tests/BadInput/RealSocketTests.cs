using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.BadInput;

/// <summary>The service as a process of its own, with a key to protect.</summary>
public sealed class RealSocketTests
{
    private const string Canary = "sk-canary-8fd1c2";

    [Fact]
    public async Task A_wrong_key_ends_the_pipeline_with_one_error_and_is_never_shown()
    {
        using EmulatorServer server = await EmulatorServer.Start("--key", "sk-right", "--speed", "100");
        using var host = new ModuleHost();
        Connect(host, server.Address, Canary);

        RunResult run = host.Run("'fox', 'owl', 'elk' | New-GenTask google/nano-banana -AspectRatio 1:1 -Verbose -Debug");

        Assert.Empty(run.Output);
        Assert.Equal(("Unauthorized", ErrorCategory.AuthenticationError), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("does not accept the key", "Nothing was charged");
        Assert.DoesNotContain(Canary, Everything(host, run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'fox', 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask | Save-GenOutput")]
    [InlineData("Get-GenTask some-task, other-task")]
    [InlineData("Wait-GenTask some-task, other-task")]
    [InlineData("Save-GenOutput -Id some-task, other-task")]
    [InlineData("'fox', 'owl' | Get-GenPrice google/nano-banana -AspectRatio 1:1")]
    public async Task A_wrong_key_ends_every_command(string script)
    {
        using EmulatorServer server = await EmulatorServer.Start("--key", "sk-right", "--speed", "100");
        using var host = new ModuleHost();
        Connect(host, server.Address, Canary);

        RunResult run = host.Run($"{script} -Verbose -Debug");

        Assert.Empty(run.Output);
        Assert.Equal("Unauthorized", run.Error.Id());
        Assert.DoesNotContain(Canary, Everything(host, run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_key_gets_a_table_from_prompts_to_files_and_is_never_shown()
    {
        using var folder = new TemporaryFolder();
        using EmulatorServer server = await EmulatorServer.Start("--key", Canary, "--speed", "50", "--seed", "1");
        using var host = new ModuleHost();
        host.GoTo(folder.Path);
        RunResult connected = Connect(host, server.Address, Canary);
        folder.Write("prompts.csv", "model,prompt,aspect_ratio\ngoogle/nano-banana,fox,1:1\ngoogle/nano-banana,owl,16:9\ngoogle/nano-banana,elk,7:7\n");

        RunResult run =
            host.Run("Import-GenRequest prompts.csv | New-GenTask -Verbose -Debug | Wait-GenTask -Verbose -Debug | Save-GenOutput out -Verbose -Debug");

        RunResult price = host.Run("Get-GenPrice openai/sora-2 -Prompt fox -Duration 20");
        run.Error.Says("prompts.csv, line 4", "'7:7'");
        Assert.Equal(["image/png", "image/png"], run.Output.Texts("MediaType"));
        Assert.Equal(0.3m, price.Single.Get("Cost"));
        foreach (RunResult result in (RunResult[])[connected, run, price])
        {
            Assert.DoesNotContain(Canary, Everything(host, result), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_service_that_has_gone_away_is_a_plain_error()
    {
        using var host = new ModuleHost();
        using (EmulatorServer server = await EmulatorServer.Start("--port", $"{FreePort.Next()}"))
        {
            Connect(host, server.Address, Canary);
        }

        RunResult run = host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1");

        Assert.Empty(run.Output);
        Assert.Equal(("Unreachable", ErrorCategory.ConnectionError), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("Cannot reach 127.0.0.1", "Nothing was charged");
        Assert.DoesNotContain("Exception", Messages.Of(run.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, Everything(host, run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_is_as_good_as_a_key()
    {
        using EmulatorServer server = await EmulatorServer.Start("--key", Canary);
        using var host = new ModuleHost();
        host.Set("text", Canary);

        RunResult run = host.Run($$"""
            $key = [System.Security.SecureString]::new(); $text.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            $credential = [System.Management.Automation.PSCredential]::new('any', $key)
            $session = Connect-GenService -Credential $credential -Endpoint {{server.Address}}
            New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1
            """);

        Assert.Equal("Pending", run.Single.Text("Status"));
    }

    private static RunResult Connect(ModuleHost host, string address, string key)
    {
        host.Set("text", key);
        RunResult run = host.Run($$"""
            $key = [System.Security.SecureString]::new(); $text.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            Connect-GenService -ApiKey $key -Endpoint {{address}} -Verbose -Debug
            """);
        Assert.False((bool)run.Single.Get("IsLocal")!);
        host.Set("text", "");
        return run;
    }

    /// <summary>Everything that a user, a log or a transcript could see of a run.</summary>
    private static string Everything(ModuleHost host, RunResult run)
    {
        string properties = string.Join('\n', run.Output.SelectMany(item => item.Properties).Select(property => $"{property.Name}={property.Value}"));
        string history = string.Join('\n', host.Run("$Error | ForEach-Object { \"$_ $($_.Exception)\" }").Output.Select(item => item.ToString()));
        return string.Join('\n', [properties, history, .. run.Output.Select(item => item.ToString()), .. run.Warnings, .. run.Asides,
            .. run.Errors.Select(error => error.Everything())]);
    }
}
