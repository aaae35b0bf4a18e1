using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Callbacks;

public sealed class ConvertFromGenCallbackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();
    private readonly string _body;

    public ConvertFromGenCallbackTests()
    {
        _host.GoTo(_folder.Path);
        string id = _host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -OutVariable task | Wait-GenTask").Single.Text("Id");
        _body = $$$"""{"task_id":"{{{id}}}","status":"completed","data":{"image_url":"https://evil.example/x.png"}}""";
        _host.Set("body", _body);
        _host.Set("bytes", Encoding.UTF8.GetBytes(_body));
        _host.Set("stream", new MemoryStream(Encoding.UTF8.GetBytes(_body)));
        _host.Set("id", id);
        _host.Run("$data = [pscustomobject] @{ WebhookName = 'hook'; RequestBody = $body; RequestHeader = [pscustomobject] @{ Host = 'x' } }");
        _host.Set("json", $$$"""{"WebhookName":"hook","RequestBody":{{{System.Text.Json.JsonSerializer.Serialize(_body)}}},"RequestHeader":{}}""");
    }

    public static TheoryData<string> Forms =>
    [
        "ConvertFrom-GenCallback $body", "$body | ConvertFrom-GenCallback", "ConvertFrom-GenCallback $bytes", "$bytes | ConvertFrom-GenCallback",
        "ConvertFrom-GenCallback $stream",
        "ConvertFrom-GenCallback $data", "ConvertFrom-GenCallback -WebhookData $json", "ConvertFrom-GenCallback @{ task_id = $id; status = 'completed' }",
        "ConvertFrom-GenCallback @{ RequestBody = @{ task_id = $id; status = 'completed' } }",
        "ConvertFrom-GenCallback ([pscustomobject] @{ task_id = $id; status = 'completed' })",
    ];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_callback_from_anywhere_becomes_its_task_as_the_service_knows_it(string script)
    {
        PSObject task = _host.Run(script).Single;

        Assert.Equal(("Completed", "fox"), (task.Text("Status"), task.Text("Prompt")));
        Assert.DoesNotContain("evil", task.Text("Url"), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_task_is_saved()
    {
        PSObject file = _host.Run("ConvertFrom-GenCallback $data | Save-GenOutput out").Single;

        Assert.Equal("image/png", file.Text("MediaType"));
        Assert.True(File.Exists(file.Text("Path")));
    }

    [Fact]
    public void Trusted_it_needs_no_session_and_says_what_it_says()
    {
        using var host = new ModuleHost();
        host.Set("body",
            """{"status":"completed","task_id":"abc123def456","audio_url1":"https://cdn.example.com/1.mp3","audio_url2":"https://cdn.example.com/2.mp3"}""");

        PSObject task = host.Run("ConvertFrom-GenCallback $body -Trust").Single;

        Assert.Equal(("abc123def456", "Completed", 2), (task.Text("Id"), task.Text("Status"), task.List("Outputs").Count));
        Assert.Equal("NotConnected", host.Run("ConvertFrom-GenCallback $body").Error.Id());
    }

    [Fact]
    public void A_task_that_the_service_does_not_know_is_an_error()
    {
        ErrorRecord error =
            _host.Run("""ConvertFrom-GenCallback '{"task_id":"forged","status":"completed","data":{"image_url":"https://evil.example/x.png"}}'""").Error;

        Assert.Equal("NotFound", error.Id());
        error.Says("forged", "does not say the same");
    }

    [Theory]
    [InlineData("'hello'")]
    [InlineData("'{}'")]
    [InlineData("5")]
    [InlineData("(1, 2)")]
    [InlineData("@{ other = 1 }")]
    [InlineData("$($itself = @{}; $itself.RequestBody = $itself; $itself)")]
    [InlineData("(Get-GenModel kling-2.6)")]
    [InlineData("([System.IO.File]::OpenWrite(\"$pwd/x\"))")]
    public void What_is_no_callback_is_told_and_does_not_end_the_pipeline(string given)
    {
        RunResult run = _host.Run($"{given}, $body | ForEach-Object {{ ConvertFrom-GenCallback $_ }}");

        Assert.All(run.Errors, error => Assert.Equal("InvalidInput", error.Id()));
        Assert.NotEmpty(run.Errors);
        Assert.Equal("Completed", Assert.Single(run.Output).Text("Status"));
    }
}
