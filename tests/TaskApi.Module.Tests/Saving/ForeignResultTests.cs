using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using System.Text;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

/// <summary>Results of every kind, in their right place or not, as a service that is not the emulator may have them.</summary>
public sealed class ForeignResultTests : IDisposable
{
    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[100]];

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = new();
    private readonly ResultService _service = new();

    public ForeignResultTests()
    {
        _host.GoTo(_folder.Path);
        FastClient.Connect(_host, "https://api.example.com", speed: 20, TimeSpan.FromSeconds(30), _service);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
        _service.Dispose();
    }

    [Theory]
    [InlineData("FFF14C80", "", "audio/aac", ".aac")]
    [InlineData("464F524D0000000041494646", "", "audio/aiff", ".aiff")]
    [InlineData("00000000FFFB9000", "", "audio/mpeg", ".mp3")]
    [InlineData("FFFD9000", "", "audio/mpeg", ".mp2")]
    [InlineData("4D54686400000006", "", "audio/midi", ".mid")]
    [InlineData("504B0304", "", "application/zip", ".zip")]
    [InlineData("49492A00", "", "image/tiff", ".tif")]
    [InlineData("424D46000000000000003600000028000000", "", "image/bmp", ".bmp")]
    [InlineData("0000000C4A584C200D0A870A", "", "image/jxl", ".jxl")]
    [InlineData("0000001866747970686569630000000068656963", "", "image/heic", ".heic")]
    [InlineData("0000001C667479706D6966310000000061766966", "", "image/avif", ".avif")]
    [InlineData("524946460000000041564920", "", "video/x-msvideo", ".avi")]
    [InlineData("1A45DFA39F4286824282886D6174726F736B61", "", "video/x-matroska", ".mkv")]
    [InlineData("676C544602000000", "", "model/gltf-binary", ".glb")]
    [InlineData("07010203", "audio/x-midi", "audio/midi", ".mid")]
    [InlineData("07010203", "", "application/octet-stream", ".bin")]
    public void A_paid_result_of_any_kind_is_saved(string hex, string contentType, string mediaType, string extension)
    {
        byte[] bytes = [.. Convert.FromHexString(hex), .. new byte[100]];
        _service.AddTask("abcd", new Uri("https://cdn.example.net/song"), bytes, contentType.Length == 0 ? null : contentType);

        PSObject file = _host.Run("'abcd' | Save-GenOutput").Single;

        Assert.Equal((mediaType, "task_abcd" + extension), (file.Text("MediaType"), file.Text("Name")));
        Assert.Equal(bytes, File.ReadAllBytes(file.Text("Path")));
    }

    [Theory]
    [InlineData("""{"words":[{"text":"fox"}]}""", "words.json", ".json")]
    [InlineData("""{"words":[{"text":"fox"}]}""", "words", ".json")]
    [InlineData("1\n00:00:00,000 --> 00:00:01,000\nfox\n", "fox.srt", ".srt")]
    [InlineData("WEBVTT\n\n00:00.000 --> 00:01.000\nfox\n", "fox", ".vtt")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "fox.svg", ".svg")]
    [InlineData("la la la", "fox", ".txt")]
    public void A_written_result_is_saved(string text, string name, string extension)
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/" + name), Encoding.UTF8.GetBytes(text), text[0] == '{' ? "application/json" : "text/plain");

        Assert.Equal("task_abcd" + extension, _host.Run("'abcd' | Save-GenOutput").Single.Text("Name"));
    }

    [Theory]
    [InlineData("<html><body>Link expired</body></html>", "HTML page", "Link expired")]
    [InlineData("{\"error\":\"link expired\"}", "JSON", "link expired")]
    [InlineData("", "empty file", "paid for")]
    [InlineData("\u0089PNG", "only 4 bytes", "image/png")]
    public void What_stands_in_a_results_place_is_an_error_that_says_what_it_is(string body, string what, string more)
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a.png"), Encoding.Latin1.GetBytes(body));

        RunResult run = _host.Run("'abcd' | Save-GenOutput");

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says(what, more, "still with the service");
        Assert.Empty(run.Output);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void A_moved_result_is_followed_without_the_key()
    {
        _service.AddTask("abcd", """{"url":"https://api.example.com/files/1"}""");
        _service.AddFile(new Uri("https://api.example.com/files/1"),
            () => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://cdn.example.net/a.mp3") } });
        _service.AddFile(new Uri("https://cdn.example.net/a.mp3"), () => new HttpResponseMessage { Content = new ByteArrayContent(Song) });

        Assert.Equal("task_abcd.mp3", _host.Run("'abcd' | Save-GenOutput").Single.Text("Name"));

        Assert.Equal(2, _service.Downloads.Length);
        Assert.All(_service.Downloads, request => Assert.Null(request.Headers.Authorization));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Force")]
    public void Tasks_whose_ids_begin_alike_are_saved_side_by_side(string force)
    {
        string beginning = new('a', 100);
        for (int i = 1; i <= 3; i++)
        {
            _service.AddTask(beginning + new string('b', i), new Uri($"https://cdn.example.net/{i}.mp3"), [.. "ID3"u8, .. new byte[100 * i]]);
        }

        RunResult run = _host.Run($"1..3 | ForEach-Object {{ '{beginning}' + ('b' * $_) }} | Save-GenOutput {force}");

        Assert.Equal([103L, 203L, 303L], run.Clean.Select(file => new FileInfo(file.Text("Path")).Length));
        Assert.Equal(3, run.Output.Texts("Name").Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Force")]
    [InlineData("-SkipExisting")]
    public void The_same_task_twice_in_one_pipeline_is_downloaded_once_and_returned_twice(string how)
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a.mp3"), Song);

        RunResult run = _host.Run($"'abcd', 'abcd', 'abcd' | Save-GenOutput {how}");

        Assert.Equal(3, run.Clean.Count);
        _ = Assert.Single(run.Output.Texts("Path").Distinct());
        _ = Assert.Single(_service.Downloads);
        Assert.Equal(["task_abcd.mp3"], _folder.Files);
    }

    [Fact]
    public void A_repeated_webhook_gets_the_file_that_is_there()
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a"), Song);
        PSObject first = _host.Run("'abcd' | Save-GenOutput -SkipExisting").Single;

        PSObject second = _host.Run("'abcd' | Save-GenOutput -SkipExisting -Verbose").Single;

        Assert.Equal((first.Text("Path"), (long)first.Get("Length")!, "audio/mpeg", "abcd"),
            (second.Text("Path"), (long)second.Get("Length")!, second.Text("MediaType"), second.Text("TaskId")));
        _ = Assert.Single(_service.Downloads);
    }

    [Fact]
    public void Existing_and_new_files_come_in_the_order_of_their_tasks_and_a_rehearsal_names_the_new_ones_alone()
    {
        foreach (string id in (string[])["abc1", "abc2", "abc3"])
        {
            _service.AddTask(id, new Uri($"https://cdn.example.net/{id}.mp3"), Song);
        }

        _host.Run("'abc2' | Save-GenOutput");

        Assert.Equal(["abc2"], _host.Run("'abc1', 'abc2', 'abc3' | Save-GenOutput -SkipExisting -WhatIf").Clean.Texts("TaskId"));
        Assert.Equal(["abc1", "abc2", "abc3"], _host.Run("'abc1', 'abc2', 'abc3' | Save-GenOutput -SkipExisting").Clean.Texts("TaskId"));
        Assert.Equal(3, _service.Downloads.Length);
    }

    [Fact]
    public void Part_of_a_file_and_another_results_file_do_not_stand_for_a_result()
    {
        _service.AddTask("abcd", """{"audio_urls":["https://cdn.example.net/1.mp3","https://cdn.example.net/2.mp3"]}""");
        _service.AddFile(new Uri("https://cdn.example.net/1.mp3"), () => new HttpResponseMessage { Content = new ByteArrayContent(Song) });
        _service.AddFile(new Uri("https://cdn.example.net/2.mp3"), () => new HttpResponseMessage { Content = new ByteArrayContent(Song) });
        _ = _folder.Write(".task_abcd-1.part", "half");
        _ = _folder.Write("task_abcd-2.mp3", "precious");

        RunResult run = _host.Run("'abcd' | Save-GenOutput -SkipExisting");

        Assert.Equal(["task_abcd-1.mp3", "task_abcd-2.mp3"], run.Clean.Texts("Name"));
        _ = Assert.Single(_service.Downloads);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(_folder.Path, "task_abcd-2.mp3")));
    }

    [Fact]
    public void Replacing_and_keeping_at_once_is_refused_before_anything_is_done()
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a.mp3"), Song);

        RunResult run = _host.Run("'abcd' | Save-GenOutput -Force -SkipExisting");

        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says("-Force", "-SkipExisting", "one of the two");
        Assert.Empty(_service.Downloads);
    }

    [Theory]
    [InlineData("shot [1]")]
    [InlineData("[a-z]*")]
    [InlineData("ok?")]
    public void A_folder_with_the_letters_of_wildcards_is_that_folder(string folder)
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a.mp3"), Song);

        PSObject file = _host.Run($"'abcd' | Save-GenOutput '{folder}'; $null = 'abcd' | Save-GenOutput '{folder}' -SkipExisting").Single;

        Assert.Equal(Path.Combine(_folder.Path, folder), Path.GetDirectoryName(file.Text("Path")));
        Assert.Equal([Path.Combine(folder, "task_abcd.mp3")], _folder.Files);
        _ = Assert.Single(_service.Downloads);
    }

    [Fact]
    public void A_relative_folder_follows_the_prompt()
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a.mp3"), Song);
        string deeper = Directory.CreateDirectory(Path.Combine(_folder.Path, "deeper")).FullName;
        _ = _host.Run("'abcd' | Save-GenOutput out").Single;

        _host.GoTo(deeper);
        _ = _host.Run("'abcd' | Save-GenOutput ./out").Single;

        Assert.Equal([Path.Combine("deeper", "out", "task_abcd.mp3"), Path.Combine("out", "task_abcd.mp3")], _folder.Files);
    }

    [Theory]
    [InlineData("CON", "_CON_")]
    [InlineData("../../up", "up_")]
    [InlineData("a\\b/c:d", "a-b-c-d_")]
    [InlineData("\U0001F98A", "nano-banana_")]
    [InlineData("shot [1]. ", "shot--1_")]
    [InlineData("日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日", "日日")]
    public void A_key_of_any_form_begins_a_file_name(string key, string beginning)
    {
        _service.AddTask("abcd", new Uri("https://cdn.example.net/a.mp3"), Song);
        _host.Set("key", key);

        PSObject file = _host.Run("[TaskApi.GenTask]@{ Id = 'abcd'; Key = $key; Model = 'google/nano-banana' } | Save-GenOutput").Single;

        Assert.StartsWith(beginning, file.Text("Name"), StringComparison.Ordinal);
        Assert.Equal([file.Text("Name")], _folder.Files);
        Assert.InRange(Encoding.UTF8.GetByteCount(file.Text("Name")), 1, 255);
    }
}
