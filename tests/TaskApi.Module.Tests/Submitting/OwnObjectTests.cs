using System;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>The module's own objects where requests are taken: none of them is a row, whatever they have been through.</summary>
public sealed class OwnObjectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public OwnObjectTests()
    {
        _host.GoTo(_folder.Path);
        _host.Run("$image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Batch foxes | Wait-GenTask; $file = $image | Save-GenOutput .");
    }

    public static TheoryData<string, string> NoRequests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string way in Journeys.Everywhere)
            {
                data.Add("$image.Outputs", way);
                data.Add("$file", way);
                data.Add("Get-GenModel google/nano-banana", way);
                data.Add("(Get-GenModel google/nano-banana).Parameters", way);
                data.Add("(Test-GenRequest google/nano-banana).Problems", way);
                data.Add("Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1 -Summary", way);
                data.Add("Get-GenAccount", way);
                data.Add("Get-GenBatch foxes", way);
                data.Add("$image", way);
            }

            data.Add("Get-GenTask | ForEach-Object { [TaskApi.GenTask]@{ Id = $_.Id } }", Journeys.None);
            data.Add("(Get-GenModel kuaishou/kling-2.6).Rules", Journeys.None);
            data.Add("(Get-GenModel openai/sora-2).Prices", Journeys.Job);
            data.Add("Connect-GenService -Local -Speed 200", Journeys.Job);
            data.Add("($image.Raw | ForEach-Object { [pscustomobject]@{ task_id = 'abcd'; status = 'completed'; output = @{ image_url = " +
                "'https://a.example/1.png' } } })", Journeys.None);
            return data;
        }
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(NoRequests))]
    public void What_is_no_request_is_an_error_with_advice_and_nothing_is_sent(string given, string way)
    {
        _host.Run($"$given = {Journeys.Of(given, way)}");
        foreach (string command in (string[])["New-GenTask topaz-labs/image-upscale", "New-GenTask kuaishou/kling-2.6 -Prompt run",
            "New-GenTask -Model me/unheard-of", "Get-GenPrice topaz-labs/image-upscale", "Test-GenRequest topaz-labs/image-upscale"])
        {
            RunResult run = _host.Run($"$given | {command}");

            Assert.Empty(run.Output);
            Assert.NotEmpty(run.Errors);
            Assert.All(run.Errors, error => Assert.Equal("InvalidInput", error.Id()));
            Assert.All(run.Errors, error => error.Says("Nothing was sent"));
        }

        Assert.InRange(_host.Run("Get-GenTask").Clean.Count, 0, 1);
    }

    [Theory]
    [InlineData("$image.Outputs", "-StartImageUrl")]
    [InlineData("$file", "-StartImageUrl $file, or for each of the pipeline: ... | New-GenTask kuaishou/kling-2.6 -Prompt '...' -StartImageUrl { $_ }")]
    [InlineData("Get-GenModel google/nano-banana", "ForEach-Object { New-GenTask $_.Id")]
    [InlineData("(Test-GenRequest google/nano-banana).Problems", "Correct the request")]
    [InlineData("Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1 -Summary", "without -Summary")]
    public void The_error_says_what_it_is_and_what_to_give_instead(string given, string advice)
    {
        RunResult run = _host.Run($"{given} | New-GenTask kuaishou/kling-2.6 -Prompt run");

        Assert.All(run.Errors, error => error.Says(advice, "is no request"));
        Assert.NotEmpty(run.Errors);
    }
}
