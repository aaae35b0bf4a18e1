using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Requests;

public class JsonRequestsTests
{
    [Fact]
    public void A_list_holds_written_requests_and_flat_ones()
    {
        RequestFileRow[] rows = Read("""[ {"model":"a/b","input":{"prompt":"x"},"key":7}, {"model":"a/c","prompt":"y","duration":5} ]""");
        Assert.Equal(["a/b", "a/c"], rows.Select(row => row.Request!.Model));
        Assert.Equal([false, true], rows.Select(row => row.Request!.IsRow));
        Assert.Equal("7", rows[0].Request!.Key);
        Assert.Equal(5L, rows[1].Request!.Input["duration"]);
    }

    [Fact]
    public void A_single_object_is_a_single_request() =>
        Assert.Equal("a/b", Assert.Single(Read("""  {"model":"a/b","input":{"prompt":"x"}}  """)).Request!.Model);

    [Fact]
    public void A_request_knows_the_line_on_which_it_starts() =>
        Assert.Equal([2L, 3, 3, 8], Read("[\n{\"model\":\"a/1\"},\n{\"model\":\"a/2\"}, {\"model\":\n\"a/3\",\n\"prompt\":\"x\"}\n,\n\n{\"model\":\"a/4\"}]")
            .Select(row => row.Source.Line));

    [Fact]
    public void An_empty_list_gives_nothing() => Assert.Empty(Read(" [ ] "));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_list() => Assert.Single(Read("\uFEFF[{\"model\":\"a/b\"}]"));

    [Theory]
    [InlineData("1")]
    [InlineData("-1.5e3")]
    [InlineData("null")]
    [InlineData("\"text, ] } with [ { signs\"")]
    [InlineData("[{\"model\":\"a/b\"}]")]
    [InlineData("{\"prompt\":\"\\ud800\"}")]
    public void An_item_that_is_no_request_leaves_the_others_untouched(string item)
    {
        RequestFileRow[] rows = Read($"[{{\"model\":\"a/b\"}},\n{item},\n{{\"model\":\"a/c\"}}]");
        Assert.Equal(["a/b", null, "a/c"], rows.Select(row => row.Request?.Model));
        Assert.Equal((2L, false), (rows[1].Source.Line, rows[1].EndsFile));
    }

    [Theory]
    [InlineData("[{\"model\":\"a/b\"},\n{\"model\" \"a/c\"}]", 2, "the text is not valid JSON.")]
    [InlineData("[{\"model\":\"a/b\"},\n{\n\"model\":\n\"a/c\",}]", 4, "the text is not valid JSON.")]
    [InlineData("[{\"model\":\"a/b\"},\n{\"model\":\"a/c\"", 2, "the text is not valid JSON.")]
    [InlineData("[{\"model\":\"a/b\"}\n{\"model\":\"a/c\"}]", 2, "a comma is missing between two requests.")]
    [InlineData("[{\"model\":\"a/b\"},\n]", 2, "a comma stands before the list's end.")]
    [InlineData("[{\"model\":\"a/b\"},\n", 2, "the list is not closed")]
    [InlineData("[{\"model\":\"a/b\"}\n\n", 3, "the list is not closed")]
    [InlineData("[{\"model\":\"a/b\"}]\n[]", 2, "there is more after the list's end.")]
    [InlineData("{\"model\":\"a/b\"}\n{\"model\":\"a/c\"}", 2, "there is more after the object's end. Several requests make a list")]
    [InlineData("[{\"model\":\"a/b\"},\ntru]", 2, "the text is not valid JSON.")]
    public void A_broken_list_gives_what_came_before_and_tells_the_line(string text, int line, string problem)
    {
        RequestFileRow[] rows = Read(text);
        Assert.Equal(["a/b", null], rows.Select(row => row.Request?.Model));
        Assert.StartsWith(problem, rows[1].Problem, StringComparison.Ordinal);
        Assert.Equal(((long)line, true), (rows[1].Source.Line, rows[1].EndsFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("model,prompt\n")]
    [InlineData("\"text\"")]
    public void A_file_that_is_no_list_is_told_so(string text) =>
        Assert.Contains("{\"model\":\"provider/name\"", Assert.Single(Read(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_a_problem_and_no_crash() =>
        Assert.True(Assert.Single(Read("[{\"p\":" + new string('[', 5000) + new string(']', 5000) + "}]")).EndsFile);

    [Fact]
    public void Requests_larger_than_the_window_are_read_whole()
    {
        string prompt = new('x', 300_000);
        RequestFileRow[] rows =
            Read($"[{string.Join(",\n", Enumerable.Range(0, 5).Select(number => $"{{\"model\":\"a/{number}\",\"prompt\":\"{prompt}\"}}"))}]");
        Assert.Equal([1L, 2, 3, 4, 5], rows.Select(row => row.Source.Line));
        Assert.All(rows, row => Assert.Equal(prompt, row.Request!.Input["prompt"]));
    }

    [Fact]
    public void A_request_beyond_4_MB_ends_the_reading()
    {
        RequestFileRow[] rows = Read("[{\"model\":\"a/b\"},\n{\"prompt\":\"" + new string('x', 5_000_000) + "\"}]");
        Assert.Equal("a/b", rows[0].Request!.Model);
        Assert.StartsWith("the request is longer than 4 MB.", rows[1].Problem, StringComparison.Ordinal);
        Assert.Equal((2L, true), (rows[1].Source.Line, rows[1].EndsFile));
    }

    [Property(MaxTest = 300)]
    public Property However_the_bytes_arrive_the_requests_are_the_same() =>
        Prop.ForAll(Gen.Choose(1, 50).ToArbitrary(), Gen.Choose(0, 70_000).ToArbitrary(), (step, blanks) =>
    {
        string text = "[" + new string(' ', blanks) + "{\"model\":\"a/\u00e9\"}\n,{\"model\":\"b/b\"}, 7]";
        IEnumerable<RequestFileRow> rows = JsonRequests.Read(new SlowStream(Encoding.UTF8.GetBytes(text), step), "x.json");
        return rows.Select(row => row.Request?.Model).SequenceEqual(["a/\u00e9", "b/b", null]);
    });

    [Property(MaxTest = 2000)]
    public Property Any_text_gives_rows_and_no_crash()
    {
        Gen<string> pieces = Gen.Elements("[", "]", "{", "}", ",", ":", "\"a\"", "\"", "1", "null", "\\", "\n", "{\"model\":\"a/b\"}", "\u00e9", "1e999");
        return Prop.ForAll(pieces.ListOf().Select(string.Concat).ToArbitrary(), text => Read(text).All(row => row.Request is null != (row.Problem is null)));
    }

    private static RequestFileRow[] Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return [.. JsonRequests.Read(stream, "prompts.json")];
    }
}
