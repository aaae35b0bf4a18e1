using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

public sealed class GzipRequestsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x.csv.gz", "model,prompt\na/b,x\n")]
    [InlineData("x.CSV.GZ", "model,prompt\na/b,x\n")]
    [InlineData("x.tsv.gz", "model\tprompt\na/b\tx\n")]
    [InlineData("x.jsonl.gz", "{\"model\":\"a/b\",\"prompt\":\"x\"}\n")]
    [InlineData("x.json.gz", "[{\"model\":\"a/b\",\"prompt\":\"x\"}]")]
    [InlineData("x.gz", "[{\"model\":\"a/b\",\"prompt\":\"x\"}]")]
    [InlineData("x.csv", "model,prompt\na/b,x\n")]
    [InlineData("x", "{\"model\":\"a/b\",\"prompt\":\"x\"}")]
    public void A_packed_file_is_read_by_its_inner_name_or_its_beginning(string name, string text)
    {
        GenRequest request = Assert.Single(Read(name, Pack(text))).Request!;
        Assert.Equal(("a/b", "x"), (request.Model, request.Input["prompt"]));
    }

    [Theory]
    [InlineData("x.txt", " \r\n{\"model\":\"a/b\",\"prompt\":\"x\"}")]
    [InlineData("x.data", "\uFEFF[{\"model\":\"a/b\",\"prompt\":\"x\"}]")]
    [InlineData("x", "model;prompt\na/b;x\n")]
    [InlineData("x.tab", "model\tprompt\na/b\tx\n")]
    [InlineData("x.ndjson", "{\"model\":\"a/b\",\"prompt\":\"x\"}")]
    [InlineData("x.csv.gz", "model,prompt\na/b,x\n")]
    public void A_file_that_is_not_packed_is_read_by_its_name_or_its_beginning(string name, string text)
    {
        GenRequest request = Assert.Single(Read(name, Encoding.UTF8.GetBytes(text))).Request!;
        Assert.Equal(("a/b", "x"), (request.Model, request.Input["prompt"]));
    }

    [Fact]
    public void The_commas_of_a_single_column_of_tabs_are_text() =>
        Assert.Equal(["a fox, in snow; at night", "a \"bear\""],
            Read("x.tsv", Encoding.UTF8.GetBytes("prompt\na fox, in snow; at night\n\"a \"\"bear\"\"\"\n")).Select(row => row.Request!.Input["prompt"]));

    [Fact]
    public void Files_put_together_are_read_as_one() =>
        Assert.Equal(["a/1", "a/2"],
            Read("x.jsonl.gz", [.. Pack("{\"model\":\"a/1\"}\n"), .. Pack("{\"model\":\"a/2\"}\n")]).Select(row => row.Request!.Model));

    [Fact]
    public void Lines_are_those_of_the_unpacked_file() => Assert.Equal("x.csv.gz, line 3", Read("x.csv.gz", Pack("model\na/b\na/c\n"))[1].Source.ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    public void A_file_that_was_cut_off_gives_an_error_and_no_row(int missing)
    {
        byte[] packed = Pack(Table(20_000));
        List<RequestFileRow> rows = [];
        GenServiceException failure = Assert.Throws<GenServiceException>(() => Read("x.csv.gz", packed[..^missing], out rows));
        Assert.Empty(rows);
        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains("damaged or cut off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_row_of_a_damaged_file_is_delivered_to_be_paid_for()
    {
        byte[] packed = Pack(Table(20_000));
        packed[packed.Length / 2] ^= 0x55;
        packed[(packed.Length / 2) + 1] ^= 0x55;
        List<RequestFileRow> rows = [];
        GenServiceException failure = Assert.Throws<GenServiceException>(() => Read("x.csv.gz", packed, out rows));
        Assert.Empty(rows);
        Assert.Contains("damaged or cut off", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void A_start_alone_is_cut_off(int length) =>
        Assert.Equal(GenErrorCode.FileNotReadable, Assert.Throws<GenServiceException>(() => Read("x.csv.gz", Pack("model\na/b\n")[..length])).Code);

    [Theory]
    [InlineData("x.jsonl.gz", false)]
    [InlineData("x.csv.gz", false)]
    [InlineData("x.csv.gz", true)]
    [InlineData("x.json.gz", false)]
    public void A_row_that_unpacks_to_gigabytes_does_not_fill_the_memory(string name, bool isHeader)
    {
        string path = Path.Combine(_folder.Path, name);
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(name.Contains("json", StringComparison.Ordinal) ? "[\"" : isHeader ? "\"" : "prompt\n\""));
            byte[] block = new byte[1024 * 1024];
            Array.Fill(block, (byte)'x');
            for (int i = 0; i < 200; i++)
            {
                packed.Write(block);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Assert.Contains("longer than 4 MB", Assert.Single(RequestFile.Read(path, name)).Problem, StringComparison.Ordinal);
        }
        catch (GenServiceException failure)
        {
            Assert.Contains("longer than 4 MB", failure.Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
    }

    [Fact]
    public void A_line_that_is_too_long_leaves_the_others_untouched()
    {
        string text = "{\"model\":\"a/1\"}\n" + new string('x', 5_000_000) + "\r\n{\"model\":\"a/2\"}\r\n\r\n{\"model\":\"a/3\"}";
        RequestFileRow[] rows = Read("x.jsonl", Encoding.UTF8.GetBytes(text));
        Assert.Equal(["a/1", null, "a/2", "a/3"], rows.Select(row => row.Request?.Model));
        Assert.Equal([1L, 2, 3, 5], rows.Select(row => row.Source.Line));
    }

    private static string Table(int rows) => "model,prompt\n" + string.Concat(Enumerable.Range(0, rows).Select(number => $"a/b,fox {number * 7919}\n"));

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private RequestFileRow[] Read(string name, byte[] bytes)
    {
        Read(name, bytes, out List<RequestFileRow> rows);
        return [.. rows];
    }

    private void Read(string name, byte[] bytes, out List<RequestFileRow> rows)
    {
        rows = [];
        foreach (RequestFileRow row in RequestFile.Read(_folder.Write(name, bytes), name))
        {
            rows.Add(row);
        }
    }
}
