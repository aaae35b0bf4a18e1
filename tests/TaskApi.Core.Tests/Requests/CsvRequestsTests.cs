using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

public class CsvRequestsTests
{
    [Theory]
    [InlineData("model,prompt,duration\na/b,a fox,5\n")]
    [InlineData("model;prompt;duration\na/b;a fox;5\n")]
    [InlineData("model\tprompt\tduration\na/b\ta fox\t5\n")]
    [InlineData("model,prompt,duration\r\na/b,a fox,5\r\n")]
    [InlineData("model,prompt,duration\r\na/b,a fox,5")]
    [InlineData("\uFEFFmodel,prompt,duration\na/b,a fox,5\n")]
    [InlineData("\uFEFFsep=;\nmodel;prompt;duration\na/b;a fox;5\n")]
    [InlineData("sep=;\r\nmodel;prompt;duration\r\na/b;a fox;5\r\n")]
    [InlineData("\"model\",\"prompt\",\"duration\"\n\"a/b\",\"a fox\",\"5\"\n")]
    [InlineData(" Model , prompt , duration \na/b,a fox,5\n")]
    public void A_table_is_read_whatever_its_separators_and_line_ends(string text)
    {
        GenRequest request = Assert.Single(Read(text)).Request!;
        Assert.Equal("a/b", request.Model);
        Assert.Equal([("prompt", "a fox"), ("duration", "5")], request.Input.Select(pair => (pair.Key, (string?)pair.Value)));
        Assert.True(request.IsRow);
    }

    [Theory]
    [InlineData("\"a, b\"", "a, b")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("\"two\nlines\"", "two\nlines")]
    [InlineData("\"two\r\nlines\"", "two\r\nlines")]
    [InlineData("ü 🦊 日本", "ü 🦊 日本")]
    [InlineData("\"  kept  \"", "  kept  ")]
    [InlineData("it's", "it's")]
    public void A_cell_keeps_its_text(string cell, string text) =>
        Assert.Equal(text, Assert.Single(Read($"model,prompt\na/b,{cell}\n")).Request!.Input["prompt"]);

    [Fact]
    public void The_requests_own_columns_are_no_input()
    {
        GenRequest request = Assert.Single(Read("Key,MODEL,Callback-Url,prompt\nfirst, a/b , https://example.com/hook ,x\n")).Request!;
        Assert.Equal(("first", "a/b", "https://example.com/hook"), (request.Key, request.Model, request.CallbackUrl));
        Assert.Equal(["prompt"], request.Input.Keys);
    }

    [Fact]
    public void Line_numbers_are_those_of_the_file()
    {
        const string Text = "model,prompt\na/b,one\n\na/b,\"two\nlines\"\na/b,three\n,\n\n\na/b,four";
        Assert.Equal([2L, 4L, 6L, 10L], Read(Text).Select(row => row.Source.Line));
        Assert.Equal([2L, 4L, 6L, 10L], Read(Text.Replace("\n", "\r\n", StringComparison.Ordinal)).Select(row => row.Source.Line));
    }

    [Fact]
    public void Line_numbers_count_a_separator_hint_and_a_header_of_several_lines()
    {
        Assert.Equal(3, Assert.Single(Read("sep=;\nmodel;prompt\na/b;x\n")).Source.Line);
        Assert.Equal(3, Assert.Single(Read("model,\"the\nprompt\"\na/b,x\n")).Source.Line);
    }

    [Fact]
    public void The_source_is_told_by_the_path_that_the_user_knows() =>
        Assert.Equal("prompts.csv, line 2", Assert.Single(Read("model\na/b\n")).Source.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("model,prompt")]
    [InlineData("model,prompt\n")]
    [InlineData("model,prompt\n\n\n")]
    [InlineData("model,prompt\n,\n \n")]
    public void A_table_without_rows_gives_nothing(string text) => Assert.Empty(Read(text));

    [Fact]
    public void Empty_and_missing_cells_are_not_given()
    {
        Assert.Equal(["duration"], Assert.Single(Read("model,prompt,duration\na/b,,5\n")).Request!.Input.Keys);
        Assert.Equal(["prompt"], Assert.Single(Read("model,prompt,duration,mode\na/b,x\n")).Request!.Input.Keys);
    }

    [Fact]
    public void A_row_with_too_many_cells_is_a_problem_of_its_own()
    {
        RequestFileRow[] rows = Read("model,prompt\na/b,one\na/b,two, three\na/b,four\n");
        Assert.Equal(["one", null, "four"], rows.Select(row => (string?)row.Request?.Input["prompt"]));
        Assert.Contains("3 cells but the header has 2", rows[1].Problem, StringComparison.Ordinal);
        Assert.Equal([2L, 3L, 4L], rows.Select(row => row.Source.Line));
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_told_with_its_line()
    {
        RequestFileRow[] rows = Read("model,prompt\na/b,one\na/b,\"two\na/b,three\n");
        Assert.Equal([2L, 3L], rows.Select(row => row.Source.Line));
        Assert.NotNull(rows[0].Request);
        Assert.Contains("never closed", rows[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_in_the_wrong_place_is_a_problem_of_its_row()
    {
        RequestFileRow[] rows = Read("model,prompt\na/b,\"two\" more\na/b,three\n");
        Assert.Contains("quotes", rows[0].Problem, StringComparison.Ordinal);
        Assert.Equal("three", rows[1].Request?.Input["prompt"]);
        Assert.Equal([2L, 3L], rows.Select(row => row.Source.Line));
    }

    [Fact]
    public void A_quote_that_swallows_a_huge_file_ends_the_reading()
    {
        RequestFileRow[] rows = Read("model,prompt\na/b,one\na/b,\"" + new string('x', 5 * 1024 * 1024) + "\na/b,three\n");
        Assert.Equal(2, rows.Length);
        Assert.Equal(3, rows[1].Source.Line);
        Assert.Contains("4 MB", rows[1].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f")]
    [InlineData("")]
    public void Letters_of_another_code_page_do_not_get_into_a_prompt(string before)
    {
        RequestFileRow[] rows = ReadBytes([.. Encoding.UTF8.GetBytes("model,prompt\na/b," + before), 0xFC, 0x72, .. Encoding.UTF8.GetBytes("\na/b,für\n")]);
        Assert.Contains("CSV UTF-8", rows[0].Problem, StringComparison.Ordinal);
        Assert.Equal("für", rows[1].Request?.Input["prompt"]);
    }

    [Theory]
    [InlineData("model,prompt,prompt\na/b,one,two\n")]
    [InlineData("model,model,prompt\na/b,c/d,two\n")]
    [InlineData("model,Model,prompt\na/b,c/d,two\n")]
    [InlineData("key,KEY,prompt\n1,2,two\n")]
    public void A_column_that_stands_there_twice_is_refused_rather_than_chosen_from(string text)
    {
        GenServiceException failure = Assert.Throws<GenServiceException>(() => Read(text));
        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains("twice", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_without_a_name_are_left_out()
    {
        Assert.Equal(["prompt"], Assert.Single(Read("model,,prompt,\na/b,note,x,y\n")).Request!.Input.Keys);
    }

    [Fact]
    public void A_missing_file_is_told_by_the_path_that_the_user_knows()
    {
        GenServiceException failure = Assert.Throws<GenServiceException>(() => RequestFile.Read("/nowhere/at-all.csv", "./all.csv").First());
        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains("'./all.csv'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Equal(GenErrorCode.FileNotReadable, Assert.Throws<GenServiceException>(() => RequestFile.Read(Path.GetTempPath(), "x").First()).Code);

    [Fact]
    public void Rows_are_read_one_at_a_time()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("prompts.csv", "model,prompt\na/b,one\na/b,two\n");
        using IEnumerator<RequestFileRow> rows = RequestFile.Read(path, path).GetEnumerator();
        Assert.True(rows.MoveNext());
        Assert.Equal("one", rows.Current.Request?.Input["prompt"]);
    }

    private static RequestFileRow[] Read(string text) => ReadBytes(Encoding.UTF8.GetBytes(text));

    private static RequestFileRow[] ReadBytes(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        return [.. RequestFile.Read(folder.Write("rows.csv", bytes), "./data/prompts.csv")];
    }
}
