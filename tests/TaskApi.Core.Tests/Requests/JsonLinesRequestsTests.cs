using System;
using System.Linq;
using System.Text;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

public class JsonLinesRequestsTests
{
    [Fact]
    public void A_line_with_an_input_is_a_written_request()
    {
        GenRequest request =
            Assert.Single(Read("""{"model":"a/b","input":{"prompt":"x","model":"own"},"callback_url":"https://example.com/h","key":"k"}""")).Request!;
        Assert.Equal(("a/b", "https://example.com/h", "k"), (request.Model, request.CallbackUrl, request.Key));
        Assert.Equal(["prompt", "model"], request.Input.Keys);
        Assert.False(request.IsRow);
    }

    [Fact]
    public void A_flat_line_is_a_row()
    {
        GenRequest request = Assert.Single(Read("""{"model":"a/b","prompt":"x","duration":5,"image_urls":["u"],"key":"k"}""")).Request!;
        Assert.Equal(("a/b", "k"), (request.Model, request.Key));
        Assert.Equal(["prompt", "duration", "image_urls"], request.Input.Keys);
        Assert.Equal(5L, request.Input["duration"]);
        Assert.True(request.IsRow);
    }

    [Theory]
    [InlineData("""{"model":"a/b","prompt":"x","key":7}""")]
    [InlineData("""{"model":"a/b","input":{"prompt":"x"},"key":7}""")]
    public void A_number_can_be_the_users_own_name_of_a_request(string line)
    {
        GenRequest request = Assert.Single(Read(line)).Request!;
        Assert.Equal("7", request.Key);
        Assert.Equal(["prompt"], request.Input.Keys);
    }

    [Theory]
    [InlineData("""{"model":"a/b",""")]
    [InlineData("""{"model":"a/b"} {"model":"c/d"}""")]
    [InlineData("not json")]
    [InlineData("""{"model":"a/b","prompt":"\ud83d"}""")]
    [InlineData("""{"\udc00":"x"}""")]
    [InlineData("""["a/b"]""")]
    [InlineData("\"a/b\"")]
    [InlineData("null")]
    public void A_broken_line_leaves_the_others_untouched(string line)
    {
        RequestFileRow[] rows = Read("{\"model\":\"a/b\"}\n\n" + line + "\n{\"model\":\"c/d\"}\r\n");
        Assert.Equal([1L, 3L, 4L], rows.Select(row => row.Source.Line));
        Assert.Equal(["a/b", null, "c/d"], rows.Select(row => row.Request?.Model));
        Assert.Contains("JSON", rows[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_line() => Assert.Equal("a/b", Assert.Single(Read("\uFEFF{\"model\":\"a/b\"}")).Request?.Model);

    [Theory]
    [InlineData("")]
    [InlineData("\n \n\r\n")]
    public void A_file_without_lines_gives_nothing(string text) => Assert.Empty(Read(text));

    [Fact]
    public void Bytes_that_are_no_text_do_not_get_into_a_prompt()
    {
        GenServiceException failure =
            Assert.Throws<GenServiceException>(() => ReadBytes([.. Encoding.UTF8.GetBytes("{\"prompt\":\"f"), 0xFC, .. Encoding.UTF8.GetBytes("r\"}\n")]));
        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains("UTF-8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_line_is_a_problem_of_its_own()
    {
        RequestFileRow[] rows = Read("{\"model\":\"a/b\",\"prompt\":\"" + new string('x', 5 * 1024 * 1024) + "\"}\n{\"model\":\"c/d\"}\n");
        Assert.Contains("4 MB", rows[0].Problem, StringComparison.Ordinal);
        Assert.Equal("c/d", rows[1].Request?.Model);
    }

    [Fact]
    public void Deep_nesting_is_a_problem_of_its_line() =>
        Assert.NotNull(Assert.Single(Read("{\"prompt\":" + new string('[', 5000) + new string(']', 5000) + "}")).Problem);

    [Fact]
    public void Ndjson_is_another_name_of_the_format()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("rows.NDJSON", "{\"model\":\"a/b\"}");
        Assert.Equal("a/b", Assert.Single(RequestFile.Read(path, path)).Request?.Model);
    }

    private static RequestFileRow[] Read(string text) => ReadBytes(Encoding.UTF8.GetBytes(text));

    private static RequestFileRow[] ReadBytes(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        return [.. RequestFile.Read(folder.Write("rows.jsonl", bytes), "prompts.jsonl")];
    }
}
