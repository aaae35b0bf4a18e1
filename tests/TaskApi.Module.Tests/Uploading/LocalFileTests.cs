using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>Local files where a URL belongs: they are checked, uploaded right before their request is sent, and their addresses sent.</summary>
public sealed class LocalFileTests : IDisposable
{
    private const string Uploaded = "https://emulator.taskapi.invalid/files/";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public LocalFileTests()
    {
        _host.GoTo(_folder.Path);
        _folder.WritePicture("fox.png", 1);
        _folder.WritePicture("boat.png", 2);
        _folder.WriteFilm("run.mp4");
        _folder.Write("id_rsa.png", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA");
    }

    public static TheoryData<string> Values =>
    [
        "fox.png", "./fox.png", "(Join \"$PWD\" fox.png)", "\"file://$PWD/fox.png\"", "([System.IO.FileInfo]\"$PWD/fox.png\")", "(Send-GenFile fox.png)",
        "@('fox.png')",
    ];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_local_file_is_uploaded_and_its_address_sent(string value)
    {
        _host.Run("function Join($a, $b) { \"$a/$b\" }");
        string url = _host.Run("(Send-GenFile fox.png).Url").Single.ToString();
        foreach (string line in (string[])
            [
                $"New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -ImageUrls {value}",
                $"New-GenTask google/nano-banana -Input @{{ prompt = 'fox'; aspect_ratio = '1:1'; image_urls " +
                $"= {(value is "fox.png" or "./fox.png" ? $"'{value}'" : value)} }}",
            ])
        {
            PSObject task = _host.Run(line).Single;
            Assert.Equal([url], Assert.IsAssignableFrom<IEnumerable<object?>>(task.Input("image_urls")));
        }
    }

    [Fact]
    public void Also_in_rows_and_lists_and_inside_of_objects()
    {
        foreach ((string line, string name) in ((string, string)[])
            [
                ("[pscustomobject]@{ prompt = 'run'; start_image_url = 'fox.png' } | New-GenTask kuaishou/kling-2.6", "start_image_url"),
                ("@{ prompt = 'run'; StartImageUrl = [System.IO.FileInfo]\"$PWD/fox.png\" } | New-GenTask kuaishou/kling-2.6", "start_image_url"),
            ])
        {
            Assert.StartsWith(Uploaded, (string)_host.Run(line).Single.Input(name)!, StringComparison.Ordinal);
        }

        PSObject several = _host.Run("@{ prompt = 'p'; aspect_ratio = '1:1'; image_urls = 'fox.png;boat.png' } | New-GenTask google/nano-banana").Single;
        Assert.All(((IEnumerable<object?>)several.Input("image_urls")!).Cast<string>(), url => Assert.StartsWith(Uploaded, url, StringComparison.Ordinal));
        Assert.Equal(2, ((IEnumerable<object?>)several.Input("image_urls")!).Distinct().Count());

        PSObject mixed = _host.Run("New-GenTask google/nano-banana -Prompt p -AspectRatio 1:1 -ImageUrls fox.png, https://example.com/b.png").Single;
        Assert.Equal("https://example.com/b.png", ((IEnumerable<object?>)mixed.Input("image_urls")!).Last());

        PSObject nested = _host.Run("New-GenTask kuaishou/kling-o1-video -Prompt p -Elements @(@{ type = 'image'; image_urls = @('fox.png') })").Single;
        Assert.DoesNotContain("fox.png", nested.Get("Input")!.ToString(), StringComparison.Ordinal);
        Assert.Contains(Uploaded, nested.Get("Input")!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows.csv", "prompt,start_image_url\nrun,fox.png\n")]
    [InlineData("rows.tsv", "prompt\tstart_image_url\nrun\tfox.png\n")]
    [InlineData("rows.jsonl", "{\"prompt\":\"run\",\"start_image_url\":\"fox.png\"}\n")]
    [InlineData("rows.json", "[{\"input\":{\"prompt\":\"run\",\"start_image_url\":\"fox.png\"}}]")]
    public void Paths_of_a_table_are_relative_to_the_table(string name, string text)
    {
        Directory.CreateDirectory("sub".In(_folder));
        _folder.WritePicture("sub/fox.png", 9);
        _folder.Write($"sub/{name}", text);
        string url = _host.Run("(Send-GenFile sub/fox.png).Url").Single.ToString();

        Assert.Equal(url, _host.Run($"Import-GenRequest sub/{name} | New-GenTask kuaishou/kling-2.6").Single.Input("start_image_url"));
    }

    [Fact]
    public void What_is_given_on_the_command_line_is_relative_to_the_location_also_beside_a_table()
    {
        Directory.CreateDirectory("sub".In(_folder));
        _folder.Write("sub/rows.csv", "prompt\nrun\n");
        string url = _host.Run("(Send-GenFile fox.png).Url").Single.ToString();

        Assert.Equal(url, _host.Run("Import-GenRequest sub/rows.csv | New-GenTask kuaishou/kling-2.6 -StartImageUrl fox.png").Single.Input("start_image_url"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_row_s_error_that_names_the_full_path_and_the_others_go_on()
    {
        Directory.CreateDirectory("sub".In(_folder));
        _folder.WritePicture("sub/fox.png", 9);
        _folder.Write("sub/rows.csv", "prompt,start_image_url\none,fox.png\ntwo,missing.png\nthree,fox.png\n");

        RunResult run = _host.Run("Import-GenRequest sub/rows.csv | New-GenTask kuaishou/kling-2.6");

        Assert.Equal("InvalidRequest", run.Error.Id());
        run.Error.Says("rows.csv, line 3", "start_image_url", "sub/missing.png".In(_folder), "is not there", "was not sent and costs nothing");
        Assert.Equal(["one", "three"], run.Output.Texts("Prompt"));
    }

    [Theory]
    [InlineData("id_rsa.png", "no picture, film or sound by its first bytes")]
    [InlineData("//server/share/x.png", "another machine or a device")]
    [InlineData("\\\\\\\\server\\\\share\\\\x.png", "another machine or a device")]
    [InlineData("file://server/share/x.png", "another machine")]
    [InlineData("nul.png", "device nul.png")]
    [InlineData("run.mp4", "takes a picture")]
    [InlineData(".", "is a folder")]
    [InlineData("/dev/zero", "is")]
    [InlineData("data:image/png;base64,AAAA", "must be an absolute URL")]
    [InlineData("ftp://example.com/a.png", "must be an absolute URL")]
    public void A_table_from_outside_makes_nothing_leave_but_media_of_the_fitting_kind(string cell, string expected)
    {
        string table = _folder.Write("rows.jsonl", $"{{\"prompt\":\"run\",\"start_image_url\":\"{cell}\"}}\n");

        RunResult run = _host.Run($"Import-GenRequest '{table}' | New-GenTask kuaishou/kling-2.6 -Verbose");

        run.Error.Says(expected, "costs nothing");
        Assert.Empty(run.Output);
        Assert.DoesNotContain(run.Asides, aside => aside.Contains("Uploaded", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sound_is_taken_for_sound_and_a_film_for_a_film()
    {
        RunResult run = _host.Run("New-GenTask higgsfield-ai/speak -Prompt p -ImageUrl fox.png -AudioUrl fox.png");

        run.Error.Says("audio_url takes a sound", "image/png");
    }

    [Theory]
    [InlineData("Test-GenRequest kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -WhatIf")]
    [InlineData("Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png")]
    [InlineData("Get-GenPrice veo-3.1-fast -Prompt run -ReferenceImageUrls fox.png -Exact")]
    public void Checking_rehearsing_and_pricing_uploads_nothing(string line)
    {
        RunResult run = _host.Run($"{line} -Verbose; $VerbosePreference = 'SilentlyContinue'; Send-GenFile fox.png");

        Assert.Empty(run.Errors.Select(Messages.Of));
        Assert.Equal("False", run.Output[^1].Text("WasKnown"));
    }

    [Fact]
    public void Test_GenRequest_tells_what_is_wrong_with_a_file_by_a_code_of_its_own()
    {
        PSObject check = _host.Run("Test-GenRequest kuaishou/kling-2.6 -Prompt run -StartImageUrl id_rsa.png").Single;

        Assert.Equal("False", check.Text("IsValid"));
        Assert.Equal(["InvalidFile"], check.List("Problems").Texts("Code"));
        Assert.Equal("InvalidUrl",
            Assert.Single(_host.Run("Test-GenRequest kuaishou/kling-2.6 -Prompt run -StartImageUrl nonsense").Single.List("Problems")).Text("Code"));
    }

    [Fact]
    public void The_price_of_a_request_with_a_file_is_that_of_one_with_an_address()
    {
        string with = _host.Run("(Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png).Cost").Single.ToString()!;
        string without = _host.Run("(Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl https://example.com/a.png).Cost").Single.ToString()!;

        Assert.Equal(without, with);
        Assert.Single(_host.Run("Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png | New-GenTask -MaxCost 5").Clean);
    }

    [Fact]
    public void Too_dear_a_request_uploads_nothing()
    {
        RunResult run = _host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -MaxCost 0.0001; Send-GenFile fox.png");

        Assert.Equal("PriceTooHigh", run.Error.Id());
        Assert.Equal("False", run.Output[^1].Text("WasKnown"));
    }

    [Fact]
    public void A_saved_result_is_a_file_like_any_other()
    {
        string result = _host.Run("$image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; $file = $image | Save-GenOutput out; " +
            "$image.Outputs[0].Url").Single.ToString()!;

        string sent = (string)_host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $file").Single.Input("start_image_url")!;

        Assert.StartsWith(Uploaded, sent, StringComparison.Ordinal);
        Assert.NotEqual(result, sent);
        Assert.Equal(result, _host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $file.Output").Single.Input("start_image_url"));
    }

    [Fact]
    public void Many_rows_with_one_picture_upload_it_once()
    {
        _folder.Write("rows.csv",
            "prompt,start_image_url\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"p{i},{(i % 2 == 0 ? "fox.png" : "./fox.png")}\n")));

        RunResult run = _host.Run("Import-GenRequest rows.csv | New-GenTask kuaishou/kling-2.6 -Verbose");

        Assert.Single(run.Asides, aside => aside.Contains("Uploaded ", StringComparison.Ordinal));
        Assert.Single(run.Clean.Select(task => task.Input("start_image_url")).Distinct());
        Assert.Equal(12, run.Output.Count);
    }

    [Fact]
    public async System.Threading.Tasks.Task Emulators_of_one_process_never_share_their_files()
    {
        ModuleHost[] hosts = [.. Enumerable.Range(0, 6).Select(_ => ModuleHost.Connected("Connect-GenService -Local -Speed 200"))];
        _folder.WriteFilm("long.mp4", more: 8_000_000);
        try
        {
            RunResult[] runs = await System.Threading.Tasks.Task.WhenAll(
                hosts.Select(host => host.RunAsync($"New-GenTask kling-3.0-omni-video-edit -Prompt run -VideoUrl '{"long.mp4".In(_folder)}'")));

            Assert.All(runs, run => Assert.Single(run.Clean));
        }
        finally
        {
            Array.ForEach(hosts, host => host.Dispose());
        }
    }

    [Fact]
    public void A_request_that_was_not_sent_is_sent_later_with_its_file()
    {
        _host.Run("Connect-GenService -Local -Speed 200 -Balance 0");
        RunResult run = _host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png");
        Assert.Equal("InsufficientBalance", run.Error.Id());
        _host.Set("left", run.Error.TargetObject);

        PSObject task = _host.Run($"{ModuleHost.FastService} | ForEach-Object {{}}; $left | New-GenTask").Single;

        Assert.StartsWith(Uploaded, (string)task.Input("start_image_url")!, StringComparison.Ordinal);
    }
}
