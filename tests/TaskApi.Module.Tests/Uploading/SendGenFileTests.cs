using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>Send-GenFile, and what it returns, offline.</summary>
public sealed class SendGenFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public SendGenFileTests()
    {
        _host.GoTo(_folder.Path);
        _folder.WritePicture("fox.png", 1);
        _folder.WritePicture("boat.png", 2);
        _folder.WriteFilm("run.mp4");
        _folder.Write("notes.txt", "just words");
    }

    public static TheoryData<string> Ways =>
    [
        "Send-GenFile fox.png", "Send-GenFile ./fox.png", "'fox.png' | Send-GenFile", "Send-GenFile -LiteralPath fox.png",
        "[System.IO.FileInfo]\"$PWD/fox.png\" | Send-GenFile", "Send-GenFile f*.png",
    ];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_file_is_uploaded_and_told_with_all_that_is_known_of_it(string line)
    {
        PSObject upload = _host.Run(line).Single;

        Assert.Equal("TaskApi.GenUpload", upload.BaseObject.GetType().FullName);
        Assert.Equal(Path.Combine(_folder.Path, "fox.png"), upload.Text("Path"));
        Assert.Equal(("fox.png", "image/png", "False"), (upload.Text("Name"), upload.Text("MediaType"), upload.Text("WasKnown")));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes("fox.png".In(_folder)))), upload.Text("Sha256"));
        Assert.StartsWith("https://emulator.taskapi.invalid/files/", upload.Text("Url"), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_come_back_in_their_order_and_the_same_content_has_one_address()
    {
        File.Copy("fox.png".In(_folder), "copy.png".In(_folder));

        PSObject[] uploads = [.. _host.Run("Send-GenFile fox.png, boat.png, copy.png, run.mp4").Clean];

        Assert.Equal(["fox.png", "boat.png", "copy.png", "run.mp4"], uploads.Select(upload => upload.Text("Name")));
        Assert.Equal(uploads[0].Text("Url"), uploads[2].Text("Url"));
        Assert.Equal(3, uploads.Select(upload => upload.Text("Url")).Distinct().Count());
    }

    [Fact]
    public void What_was_uploaded_is_not_uploaded_again_unless_it_is_wanted()
    {
        string first = _host.Run("(Send-GenFile fox.png).Url").Single.ToString();

        Assert.Equal(first, _host.Run("(Send-GenFile fox.png).Url").Single.ToString());
        Assert.NotEqual(first, _host.Run("(Send-GenFile fox.png -Force).Url").Single.ToString());
    }

    [Theory]
    [InlineData("Send-GenFile notes.txt", "no picture, film or sound")]
    [InlineData("Send-GenFile missing.png", "missing.png")]
    [InlineData("Send-GenFile -LiteralPath missing.png", "is not there")]
    [InlineData("Send-GenFile .", "is a folder")]
    [InlineData("Send-GenFile Variable:/PWD", "not in the file system")]
    public void A_file_that_cannot_be_uploaded_is_one_error_and_the_others_go_on(string line, string expected)
    {
        RunResult run = _host.Run($"{line}; Send-GenFile boat.png");

        Assert.StartsWith("FileNotReadable", run.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(expected, Messages.Of(run.Error), StringComparison.Ordinal);
        Assert.Single(run.Output);
    }

    [Fact]
    public void WhatIf_uploads_nothing() => Assert.Empty(_host.Run("Send-GenFile fox.png -WhatIf").Clean);

    public static TheoryData<string> Journey => [.. Journeys.All];

    [Theory]
    [MemberData(nameof(Journey))]
    public void It_stands_for_its_address_where_a_URL_is_taken(string way)
    {
        _host.Run($"$upload = {Journeys.Of("Send-GenFile fox.png", way)}");
        string url = _host.Run("$upload.Url").Single.ToString();
        File.Delete("fox.png".In(_folder));

        foreach (string line in (string[])
            [
                "New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $upload",
                "New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $upload.Url",
                "New-GenTask kuaishou/kling-2.6 -Prompt run -Input @{ start_image_url = $upload }",
                "[pscustomobject]@{ prompt = 'run'; StartImageUrl = $upload } | New-GenTask kuaishou/kling-2.6",
            ])
        {
            Assert.Equal(url, _host.Run(line).Single.Input("start_image_url"));
        }
    }

    [Theory]
    [MemberData(nameof(Journey))]
    public void It_is_no_request(string way)
    {
        RunResult run = _host.Run($"{Journeys.Of("Send-GenFile fox.png", way)} | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1");

        Assert.StartsWith("InvalidInput", run.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("It is an uploaded file", Messages.Of(run.Error), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Where_no_URL_is_taken_it_is_a_mistake()
    {
        RunResult run = _host.Run("New-GenTask google/nano-banana -Prompt (Send-GenFile fox.png) -AspectRatio 1:1");

        Assert.Contains("takes no uploaded file", Messages.Of(run.Error), StringComparison.Ordinal);
    }
}
