using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Uploads;

/// <summary>Addresses of uploads that are too old to be counted on, in requests that are sent again.</summary>
public sealed class OldAddressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Wire _wire = new();
    private readonly string _path;
    private int _uploads;
    private bool _isGone;

    public OldAddressTests()
    {
        _path = _folder.Write("fox.png", Media.Png);
        _wire.Transport.Otherwise(sent => sent.Method.Method switch
        {
            "PUT" => ScriptedTransport.Json($$"""{"success":true,"file_url":"https://cdn.example.com/{{++_uploads}}.png"}"""),
            "GET" => new HttpResponseMessage(_isGone ? HttpStatusCode.NotFound : HttpStatusCode.PartialContent),
            _ => ScriptedTransport.Json("""{"code":200,"success":true,"data":{"task_id":"abc123def456"}}"""),
        });
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_task_that_is_sent_again_the_next_day_gets_a_fresh_address_right_before_it_leaves()
    {
        GenTask task = await SubmitAsync(Ready(_path));
        await _wire.Clock.PassAsync(UploadBook.GoodFor + TimeSpan.FromHours(4));

        GenTask again = await SubmitAsync(Again(task));

        Assert.Equal("https://cdn.example.com/1.png", task.Input!["start_image_url"]);
        Assert.Equal("https://cdn.example.com/2.png", again.Input!["start_image_url"]);
        Assert.Equal(["PUT", "POST", "PUT", "POST"], _wire.Transport.Sent.Select(sent => sent.Method.Method));
        Assert.Contains("https://cdn.example.com/2.png", _wire.Transport.Sent[^1].Body, StringComparison.Ordinal);

        // It is the same picture for whoever knows rows by their contents.
        Assert.Equal(task.Origins!["https://cdn.example.com/1.png"], again.Origins!["https://cdn.example.com/2.png"]);
    }

    [Fact]
    public async Task Within_its_time_an_address_is_sent_as_it_is()
    {
        GenTask task = await SubmitAsync(Ready(_path));
        await _wire.Clock.PassAsync(UploadBook.GoodFor - TimeSpan.FromHours(1));

        GenTask again = await SubmitAsync(Again(task));

        Assert.Equal("https://cdn.example.com/1.png", again.Input!["start_image_url"]);
        Assert.Equal(1, _uploads);
    }

    [Fact]
    public async Task Many_that_are_sent_again_share_one_upload_also_inside_of_lists_and_objects()
    {
        await SubmitAsync(Ready(_path));
        await _wire.Clock.PassAsync(UploadBook.GoodFor + TimeSpan.FromHours(4));
        const string Old = "https://cdn.example.com/1.png";
        var input = new Dictionary<string, object?>
        {
            ["prompt"] = Old + " is in the prompt",
            ["image_urls"] = new List<object?> { "https://example.com/other.png", Old },
            ["elements"] = new List<object?> { new Dictionary<string, object?> { ["image_urls"] = new List<object?> { Old } } },
        };

        GenTask[] tasks =
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SubmitAsync(new GenRequest { Model = "kuaishou/kling-o1-video", Input = input })));

        Assert.Equal(2, _uploads);
        Assert.All(tasks, task => Assert.Equal(
            """{"prompt":"https://cdn.example.com/1.png is in the """ +
            """prompt","image_urls":["https://example.com/other.png","https://cdn.example.com/2.png"],"elements":""" +
            """[{"image_urls":["https://cdn.example.com/2.png"]}]}""",
            $"{task.Input}"));
    }

    [Theory]
    [InlineData("deleted", "is not there")]
    [InlineData("changed", "holds something else by now")]
    public async Task Where_address_and_file_are_gone_nothing_is_sent_and_the_error_says_both(string fate, string expected)
    {
        GenTask task = await SubmitAsync(Ready(_path));
        await _wire.Clock.PassAsync(UploadBook.GoodFor + TimeSpan.FromHours(4));
        _isGone = true;
        Spoil(fate);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SubmitAsync(Again(task)));

        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains("start_image_url", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_path}' {expected}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        Assert.Single(_wire.Transport.Sent, sent => sent.Method == HttpMethod.Post);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("changed")]
    public async Task An_old_address_that_still_leads_somewhere_is_better_than_none(string fate)
    {
        GenTask task = await SubmitAsync(Ready(_path));
        await _wire.Clock.PassAsync(UploadBook.GoodFor + TimeSpan.FromHours(4));
        Spoil(fate);

        Assert.Equal("https://cdn.example.com/1.png", (await SubmitAsync(Again(task))).Input!["start_image_url"]);
        Assert.Equal(1, _uploads);
    }

    [Fact]
    public async Task A_copy_of_the_file_that_was_uploaded_since_serves_as_well()
    {
        GenTask task = await SubmitAsync(Ready(_path));
        await _wire.Clock.PassAsync(UploadBook.GoodFor + TimeSpan.FromHours(4));
        string copy = _folder.Write("copy.png", Media.Png);
        File.Delete(_path);
        await SubmitAsync(Ready(copy));

        Assert.Equal("https://cdn.example.com/2.png", (await SubmitAsync(Again(task))).Input!["start_image_url"]);
        Assert.Equal(2, _uploads);
    }

    private void Spoil(string fate)
    {
        File.Delete(_path);
        if (fate == "changed")
        {
            _folder.Write("fox.png", [.. Media.Png, 1]);
        }
    }

    private static GenRequest Ready(string path) => Ready(new GenRequest
    {
        Model = "kuaishou/kling-2.6",
        Input = new Dictionary<string, object?> { ["prompt"] = "run", ["start_image_url"] = path },
    });

    private static GenRequest Again(GenTask task) => Ready(task.ToRequest());

    private static GenRequest Ready(GenRequest request)
    {
        var checker =
            new RequestChecker(ModelCatalog.BuiltIn, new RequestCheckOptions { Location = Path.GetTempPath(), Service = new Uri("https://api.example.com") });
        return checker.Check(request).Ready!;
    }

    private Task<GenTask> SubmitAsync(GenRequest request) => _wire.Clock.RunAsync(_wire.Session.SubmitAsync(request, default, default));
}
