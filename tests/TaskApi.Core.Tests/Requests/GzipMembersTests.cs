using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>Of a packed file, which is one or several put together, all rows are read or none.</summary>
public sealed class GzipMembersTests : IDisposable
{
    // With a name, as gzip itself writes it: the commonest head.
    private static readonly byte[] Two = [.. Member("{\"model\":\"a/1\"}\n", Name()), .. Member("{\"model\":\"a/2\"}\n", Name())];

    // What gzip makes of an empty file.
    private static readonly byte[] Empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_thousand_files_put_together_are_read_as_one()
    {
        byte[] packed = [.. Enumerable.Range(0, 1000).SelectMany(number => Member($"{{\"model\":\"a/{number}\"}}\n"))];
        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"a/{number}"), Models(packed));
    }

    [Fact]
    public void A_row_may_begin_in_one_and_end_in_the_next() => Assert.Equal(["a/long"], Models([.. Member("{\"model\":\"a/l"), .. Member("ong\"}")]));

    [Fact]
    public void Empty_ones_and_the_zeros_of_a_filled_block_are_gone_over() =>
        Assert.Equal(["a/1", "a/2"], Models([.. Empty, .. Member("{\"model\":\"a/1\"}\n"), .. Empty, .. Empty, 0, 0, .. Member("{\"model\":\"a/2\"}\n"),
            .. Empty, .. new byte[512]]));

    [Fact]
    public void An_empty_one_alone_is_an_empty_file() => Assert.Empty(Models(Empty));

    /// <summary>Blocks of 16 KB are read: the border comes at each place around the end of one, in the data, in the check sum and in the next head.</summary>
    [Fact]
    public void The_border_may_be_anywhere_in_what_is_read_at_once()
    {
        byte[] second = Member("{\"model\":\"a/2\"}\n", [4, .. Number(3), 1, 2, 3]);
        int length = Member("{\"model\":\"a/1\"}\n", [4, .. Number(0)]).Length;
        for (int border = (16 * 1024) - 30; border < (16 * 1024) + 30; border++)
        {
            int filling = border - length;
            byte[] first = Member("{\"model\":\"a/1\"}\n", [4, .. Number(filling), .. new byte[filling]]);
            Assert.Equal(border, first.Length);
            Assert.Equal(["a/1", "a/2"], Models([.. first, .. second]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_pipe_may_give_a_few_bytes_at_a_time(int step)
    {
        using var content = new StreamReader(new GzipText(new SlowStream(Two, step)));
        Assert.Equal("{\"model\":\"a/1\"}\n{\"model\":\"a/2\"}\n", content.ReadToEnd());
    }

    [Fact]
    public void A_head_with_all_that_may_be_in_it_is_gone_over() =>
        Assert.Equal(["a/b"], Models(Member("{\"model\":\"a/b\"}\n", [2 | 4 | 8 | 16, .. Number(4), 0, 0, 0, 0, .. "name\0"u8, .. "a remark\0"u8, 7, 7])));

    [Fact]
    public void Cut_off_anywhere_it_gives_an_error_and_no_row()
    {
        int border = Two.Length / 2;
        Assert.Equal(["a/1"], Models(Two[..border]));
        foreach (int length in Enumerable.Range(2, Two.Length - 2).Where(length => length != border))
        {
            Assert.StartsWith("Cannot read 'x.jsonl.gz': its gzip data is damaged or cut off, or something else follows it. No row was read.",
                Refused(Two[..length]).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("\u001F")]
    [InlineData("\0\0garbage")]
    [InlineData("{\"model\":\"a/3\"}\n")]
    public void What_follows_and_is_no_gzip_is_an_error(string text) => Refused([.. Two, .. Encoding.UTF8.GetBytes(text)]);

    [Fact]
    public void With_any_bit_wrong_it_gives_its_rows_or_an_error()
    {
        int refused = 0;
        for (int bit = 16; bit < Two.Length * 8; bit++)
        {
            byte[] damaged = [.. Two];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(["a/1", "a/2"], Models(damaged));
            }
            catch (GenServiceException failure)
            {
                Assert.Contains("No row was read.", failure.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        // What does no harm is in the heads: times, names, the system.
        Assert.InRange(refused, (Two.Length * 8) - (2 * 8 * 20), Two.Length * 8);
    }

    [Fact]
    public void Where_a_file_changes_while_it_is_read_the_error_says_what_was_read()
    {
        // More than what is read ahead.
        var random = new Random(1);
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => $"{{\"model\":\"a/{random.Next()}-{random.Next()}-{random.Next()}\"}}\n"));
        string path = _folder.Write("x.jsonl.gz", Member(text));
        using IEnumerator<RequestFileRow> rows = RequestFile.Read(path, "x.jsonl.gz").GetEnumerator();
        Assert.True(rows.MoveNext());
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.SetLength(file.Length - 5);
        }

        long line = 0;
        GenServiceException failure = Assert.Throws<GenServiceException>(() =>
        {
            do
            {
                line = rows.Current.Source.Line;
            }
            while (rows.MoveNext());
        });
        Assert.Contains(FormattableString.Invariant($"The rows up to line {line} were read, no other."), failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Name() => [8, .. "rows.jsonl\0"u8];

    /// <summary>Two bytes, the lower first.</summary>
    private static byte[] Number(int value) => [(byte)value, (byte)(value >> 8)];

    /// <summary>A gzip file, with these flags and what they say is there.</summary>
    private static byte[] Member(string text, byte[]? parts = null)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            gzip.Write(bytes, 0, bytes.Length);
        }

        byte[] plain = packed.ToArray();
        return parts is null ? plain : [.. plain[..3], parts[0], .. plain[4..10], .. parts[1..], .. plain[10..]];
    }

    private string[] Models(byte[] packed) =>
        [.. RequestFile.Read(_folder.Write("x.jsonl.gz", packed), "x.jsonl.gz").Select(row => row.Request?.Model ?? row.Problem!)];

    private GenServiceException Refused(byte[] packed)
    {
        GenServiceException failure = Assert.Throws<GenServiceException>(() => Models(packed));
        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        return failure;
    }
}
