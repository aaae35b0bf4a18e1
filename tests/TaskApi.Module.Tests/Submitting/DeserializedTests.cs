using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Requests that came through a job or a remote session, which leave objects one level deep and no types.</summary>
public sealed class DeserializedTests : IDisposable
{
    private const string Elements = "@{ type = 'image'; description = 'a fox'; image_urls = @('https://example.com/a.png', 'https://example.com/b.png') }";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected(ModuleHost.SlowService);

    public DeserializedTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(
        "(@{ model = 'kuaishou/kling-o1-video'; input = @{ prompt = 'fox'; elements = @(" + Elements + ", " + Elements + ") } } | Test-GenRequest).Request")]
    [InlineData(
        "(@{ model = 'kuaishou/kling-o1-video'; input = @{ prompt = 'fox'; elements = @(" + Elements + ", " + Elements + ") } } | Test-GenRequest).Ready")]
    [InlineData("@{ model = 'kuaishou/kling-o1-video'; input = @{ prompt = 'fox'; elements = @(" + Elements + ", " + Elements + ") } }")]
    [InlineData("@{ model = 'kuaishou/kling-o1-video'; prompt = 'fox'; elements = @(" + Elements + ", " + Elements + ") }")]
    [InlineData("[pscustomobject]@{ model = 'kuaishou/kling-o1-video'; prompt = 'fox'; elements = @([pscustomobject]" + Elements + ", [pscustomobject]" +
        Elements + ") }")]
    [InlineData("@{ model = 'kuaishou/kling-o1-video'; prompt = 'fox'; elements = @([pscustomobject]@{ type = 'image'; image_urls = " +
        "'https://example.com/a.png', 'https://example.com/b.png'; look = [pscustomobject]@{ from = [pscustomobject]@{ side = [pscustomobject]@{ is = 'left' " +
        "} } } }) }")]
    [InlineData("Import-GenRequest fox.jsonl")]
    public void Nested_values_are_sent_as_they_were_before_the_journey(string request)
    {
        _folder.Write("fox.jsonl",
            """{"model":"kuaishou/kling-o1-video","prompt":"fox","elements":""" +
            """[{"type":"image","description":"a fox","image_urls":["https://example.com/a.png","https://example.com/b.png"]}""" +
            """,{"type":"image","description":"a fox","image_urls":["https://example.com/a.png","https://example.com/b.png"]}]}""");
        Send(request);
        Send(Travelled(request));

        string[] inputs = [.. _host.Run("Get-GenTask").Clean.Select(task => Plain.Show(task.Get("Input")))];

        Assert.Equal(2, inputs.Length);
        Assert.Equal(inputs[0], inputs[1]);
        Assert.Contains("image_urls=[https://example.com/a.png,https://example.com/b.png]", inputs[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_addresses_and_where_the_request_was_read_survive()
    {
        _folder.Write("boat.jsonl",
            """{"key":"boat","model":"google/nano-banana","prompt":"boat","aspect_ratio":"1:1","image_urls":""" +
            """["https://example.com/a.png","https://example.com/b.png"]}""");

        PSObject check = _host.Run($"{Travelled("Import-GenRequest boat.jsonl")} | Test-GenRequest").Single;

        Assert.Equal("boat", check.Text("Ready.Key"));
        Assert.Equal("boat.jsonl, line 1", check.Text("Ready.Source"));
        Assert.Contains("image_urls=[https://example.com/a.png,https://example.com/b.png]", Plain.Show(check.Get("Ready.Input")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ prompt = 'fox'; elements = @((Get-Command Get-Command)) }", "elements holds 'System.")]
    [InlineData("(@{ prompt = 'fox' } | Test-GenRequest kuaishou/kling-o1-video)", "GenRequestCheck")]
    public void What_was_lost_on_the_way_is_refused_and_named(string request, string name)
    {
        RunResult run = _host.Run($"{Travelled(request)} | Test-GenRequest kuaishou/kling-o1-video | ForEach-Object {{ $_.Ready.Input }}");

        Assert.Empty(run.Output);
        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says(name, "through a job or a remote session", "Nothing was sent");
    }

    [Theory]
    [InlineData("@{ prompt = 'fox'; elements = @([System.IO.MemoryStream]::new()) }")]
    [InlineData("@{ prompt = 'fox'; elements = @(@{ type = 'image'; file = [System.IO.MemoryStream]::new() }) }")]
    public void An_object_that_has_no_text_is_refused(string request)
    {
        PSObject check = _host.Run($"{request} | Test-GenRequest kuaishou/kling-o1-video").Single;

        Assert.Equal(["elements"], check.List("Problems").Texts("Parameter"));
        Assert.Equal(["WrongType"], check.List("Problems").Texts("Code"));
    }

    [Fact]
    public void A_prompt_about_types_is_a_prompt_like_any_other()
    {
        Assert.Equal(true, _host.Run(
            $"{Travelled("@{ prompt = 'System.Object and its friends as a comic' }")} | Test-GenRequest kuaishou/kling-o1-video -Quiet").Single.BaseObject);
    }

    private static string Travelled(string script) =>
        $"{script} | ForEach-Object {{ [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, " +
        $"1)) }}";

    private void Send(string script) => Assert.NotEmpty(_host.Run($"{script} | New-GenTask").Single.Text("Id"));
}
