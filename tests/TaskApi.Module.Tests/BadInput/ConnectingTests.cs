using System;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.BadInput;

/// <summary>Sessions that cannot be. Some of them come from the environment, which the whole process shares.</summary>
[Collection(ProcessWide.Name)]
public sealed class ConnectingTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("UNIFICALLY_API_KEY", null);
        Environment.SetEnvironmentVariable("TASKAPI_ENDPOINT", null);
        _host.Dispose();
    }

    [Theory]
    [InlineData("'fox', 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1")]
    [InlineData("'fox', 'owl' | Get-GenPrice google/nano-banana -AspectRatio 1:1")]
    [InlineData("'some-task', 'other-task' | Get-GenTask")]
    [InlineData("'some-task', 'other-task' | Wait-GenTask")]
    [InlineData("'some-task', 'other-task' | Save-GenOutput")]
    [InlineData("Get-GenTask")]
    [InlineData("Connect-GenService")]
    public void Without_a_session_and_a_key_one_error_tells_both_ways_to_connect(string script)
    {
        RunResult run = _host.Run(script);

        Assert.Empty(run.Output);
        Assert.Equal(("NotConnected", ErrorCategory.ConnectionError), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("Connect-GenService -Local", "Connect-GenService -ApiKey", "UNIFICALLY_API_KEY");
        Assert.Contains("Connect-GenService", run.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_no_service_needs_no_session()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", "prompt\nfox\n");

        RunResult run = _host.Run(
            $"Get-GenModel kling-2.6; Import-GenRequest {path}; Test-GenRequest google/nano-banana -Prompt fox -AspectRatio 1:1; Disconnect-GenService");

        Assert.Equal(3, run.Clean.Count);
    }

    [Theory]
    [InlineData("http://api.example.com", "https://")]
    [InlineData("http://192.168.0.1:8080", "https://")]
    [InlineData("ftp://127.0.0.1", "https://")]
    [InlineData("api.example.com", "https://")]
    public void An_endpoint_that_would_expose_the_key_is_refused(string endpoint, string named)
    {
        RunResult run = _host.Run($"$key = [System.Security.SecureString]::new(); 'sk-canary-1'.ToCharArray() | ForEach-Object {{ $key.AppendChar($_) }}; " +
            $"Connect-GenService -ApiKey $key -Endpoint {endpoint}");

        Assert.Empty(run.Output);
        Assert.Equal(("EndpointNotAllowed", ErrorCategory.InvalidArgument), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says(endpoint, named);
        Assert.Equal("NotConnected", _host.Run("Get-GenTask").Error.Id());
    }

    [Theory]
    [InlineData("https://user:hush@api.example.com/x")]
    [InlineData("https://api.example.com/x?api_key=hush")]
    [InlineData("https://api.example.com/x#hush")]
    [InlineData("http://user:hush@api.example.com")]
    [InlineData("user:hush@api.example.com")]
    [InlineData("api.example.com?api_key=hush")]
    public void An_endpoint_with_a_secret_in_it_is_refused_without_showing_it(string endpoint)
    {
        Environment.SetEnvironmentVariable("UNIFICALLY_API_KEY", "sk-canary-4");
        _host.Set("address", endpoint);
        RunResult given = _host.Run("Connect-GenService -Endpoint $address -Verbose -Debug");
        Environment.SetEnvironmentVariable("TASKAPI_ENDPOINT", endpoint);
        RunResult found = _host.Run("Connect-GenService -Verbose -Debug");
        RunResult used = _host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Verbose -Debug");

        foreach (RunResult run in (RunResult[])[given, found, used])
        {
            Assert.Empty(run.Output);
            Assert.Equal("EndpointNotAllowed", run.Error.Id());
            Assert.DoesNotContain("hush", run.Error.Everything() + string.Concat(run.Asides), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://api.example.com")]
    [InlineData("not a url")]
    public void An_endpoint_of_the_environment_is_checked_too(string endpoint)
    {
        Environment.SetEnvironmentVariable("UNIFICALLY_API_KEY", "sk-canary-2");
        Environment.SetEnvironmentVariable("TASKAPI_ENDPOINT", endpoint);

        RunResult run = _host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1");

        Assert.Equal("EndpointNotAllowed", run.Error.Id());
        run.Error.Says(endpoint);
        Assert.DoesNotContain("canary", run.Error.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environments_key_is_enough()
    {
        Environment.SetEnvironmentVariable("UNIFICALLY_API_KEY", "sk-canary-3");
        Environment.SetEnvironmentVariable("TASKAPI_ENDPOINT", "http://127.0.0.1:9");

        Assert.Empty(_host.Run("Get-GenTask").Clean);
        Assert.Equal("http://127.0.0.1:9/", _host.Run("Connect-GenService").Single.Text("Endpoint"));
    }

    [Theory]
    [InlineData("'sk-canary-5'")]
    [InlineData("sk-canary-5")]
    [InlineData("([psobject]'sk-canary-5')")]
    [InlineData("@('sk-canary-5')")]
    [InlineData("'sk-canary-5'.ToCharArray()")]
    [InlineData("@{ key = 'sk-canary-5' }")]
    [InlineData("5588")]
    public void A_key_in_plain_text_is_answered_with_how_to_give_it_and_not_repeated(string key)
    {
        RunResult run = _host.Run($"Connect-GenService -ApiKey {key}");

        Assert.Empty(run.Output);
        run.Error.Says("Read-Host -AsSecureString", "ConvertTo-SecureString", "-AsPlainText -Force", "UNIFICALLY_API_KEY", "ApiKey");
        Assert.DoesNotMatch("canary|5588", $"{run.Error}{run.Error.Exception}{run.Error.TargetObject}{run.Error.CategoryInfo}{run.Error.ErrorDetails}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk canary")]
    [InlineData("sk-canary-é")]
    public void A_key_that_cannot_be_one_is_refused_without_being_shown(string key)
    {
        _host.Set("text", key);

        RunResult run = _host.Run("$key = [System.Security.SecureString]::new(); $text.ToCharArray() | ForEach-Object { $key.AppendChar($_) }; " +
            "Connect-GenService -ApiKey $key -Endpoint https://api.example.com");

        Assert.Empty(run.Output);
        run.Error.Says("key");
        Assert.DoesNotContain("canary", run.Error.Everything(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Speed 0")]
    [InlineData("-Speed fast")]
    [InlineData("-Balance -1")]
    [InlineData("-FailureRate 2")]
    [InlineData("-Endpoint https://api.example.com")]
    public void An_emulator_that_cannot_be_is_refused(string argument)
    {
        RunResult run = _host.Run($"Connect-GenService -Local {argument}");

        Assert.Empty(run.Output);
        Assert.EndsWith("ConnectGenServiceCommand", run.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("NotConnected", _host.Run("Get-GenTask").Error.Id());
    }
}
