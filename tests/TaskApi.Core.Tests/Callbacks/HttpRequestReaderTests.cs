using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Callbacks;

public sealed class HttpRequestReaderTests
{
    private static readonly HttpLimits Small = new() { RequestLine = 100, Headers = 300, Body = 1000 };

    [Theory]
    [InlineData("POST /hook?a=b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello and more", "hello")]
    [InlineData("POST /hook?a=b HTTP/1.1\nContent-Length: 5\n\nhello", "hello")]
    [InlineData("POST /hook?a=b HTTP/1.0\r\ncontent-length:5\r\n\r\nhello", "hello")]
    [InlineData("POST http://me.example/hook?a=b HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("POST /hook?a=b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;note=x\r\nlo\r\n0\r\nLater: yes\r\n\r\n", "hello")]
    [InlineData("POST /hook?a=b HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", "")]
    public async Task A_request_is_read_whole_however_it_arrives(string request, string body)
    {
        foreach (int size in (int[])[1, 2, 7, 4096])
        {
            (HttpHead head, byte[] read) = await ReadAsync(Encoding.Latin1.GetBytes(request), Small, size);

            Assert.Equal(("POST", "/hook?a=b", body), (head.Method, head.Target, Encoding.UTF8.GetString(read)));
        }
    }

    [Theory]
    [InlineData("hello", 400)]
    [InlineData("POST /hook", 400)]
    [InlineData("POST hook HTTP/1.1", 400)]
    [InlineData("PO ST /hook HTTP/1.1", 400)]
    [InlineData("POST /hook SPDY/3", 400)]
    [InlineData("POST /hook HTTP/2.0", 505)]
    [InlineData("POST /h\u00e9 HTTP/1.1", 400)]
    [InlineData("POST / HTTP/1.1\r\nno colon", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length : 5", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\n Content-Length: 5", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\u0001b", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: -5", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5, 5", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 1001", 413)]
    [InlineData("POST / HTTP/1.1", 411)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked", 501)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: miracles", 417)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9", 413)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff", 413)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello", 400)]
    public async Task What_is_no_request_is_refused_with_the_status_that_fits(string request, int status) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<HttpRefusedException>(() => ReadAsync(Encoding.Latin1.GetBytes(request + "\r\n\r\n"), Small))).Status);

    [Theory]
    [InlineData("POST /", 'a', 414)]
    [InlineData("POST / HTTP/1.1\r\nX: ", 'a', 431)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n", 'a', null)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;", 'a', 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", 'a', 431)]
    public async Task What_never_ends_is_not_read_for_ever(string beginning, char rest, int? status)
    {
        var endless = new EndlessStream(Encoding.Latin1.GetBytes(beginning), (byte)rest);

        Exception? failure = await Record.ExceptionAsync(() => ReadAsync(endless, Small));

        Assert.Equal(status, (failure as HttpRefusedException)?.Status);
        Assert.InRange(endless.Given, 1, 3 * 4096);
    }

    [Fact]
    public async Task Chunks_of_one_byte_are_not_read_for_ever_either()
    {
        string chunks = string.Concat(Enumerable.Repeat("1;" + new string('x', 1000) + "\r\na\r\n", 1000));

        var failure = await Assert.ThrowsAsync<HttpRefusedException>(
            () => ReadAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n"), new HttpLimits()));

        Assert.Equal(413, failure.Status);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Le")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    public Task What_breaks_off_is_no_request(string request) =>
        Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(Encoding.ASCII.GetBytes(request), Small));

    [Property(MaxTest = 2000)]
    public Property Whatever_comes_is_read_refused_or_broken_off_and_never_beyond_the_limits() => Prop.ForAll(Requests().ToArbitrary(), bytes =>
    {
        var stream = new MemoryStream(bytes);
        try
        {
            (HttpHead _, byte[] body) = ReadAsync(stream, Small).GetAwaiter().GetResult();
            Assert.InRange(body.Length, 0, Small.Body);
        }
        catch (HttpRefusedException refused)
        {
            Assert.InRange(refused.Status, 400, 599);
        }
        catch (EndOfStreamException)
        {
            Assert.Equal(bytes.Length, stream.Position);
        }
    });

    /// <summary>Pieces of requests in any order, with noise between them.</summary>
    private static Gen<byte[]> Requests()
    {
        Gen<string> pieces = Gen.Elements(
            "POST ", "GET ", "/", "/hook?taskapi_secret=x ", "HTTP/1.1", "HTTP/1.0", "\r\n", "\r\n\r\n", "\n", "\r", " ", ":", "Content-Length: ",
            "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "5", "0\r\n", "a\r\n0123456789\r\n", "ffff", "{\"task_id\":\"x\"}",
            new string('a', 400), "\u0000", "\u00ff", ";", "-1",
            "POST / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n");
        Gen<string> noise = ArbMap.Default.ArbFor<byte[]>().Generator.Select(Encoding.Latin1.GetString);
        return Gen.OneOf(pieces, pieces, pieces, noise).ListOf().Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));
    }

    private static Task<(HttpHead Head, byte[] Body)> ReadAsync(byte[] request, HttpLimits limits, int size = 4096) =>
        ReadAsync(new SlowlyGivenStream(request, size), limits);

    private static async Task<(HttpHead Head, byte[] Body)> ReadAsync(Stream stream, HttpLimits limits)
    {
        var reader = new HttpRequestReader(stream, limits);
        HttpHead head = await reader.ReadHeadAsync(CancellationToken.None) ?? throw new EndOfStreamException();
        return (head, await reader.ReadBodyAsync(head, CancellationToken.None));
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class SlowlyGivenStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Math.Min(count, size), cancellationToken);
    }

    /// <summary>Gives a beginning and then the same byte for ever.</summary>
    private sealed class EndlessStream(byte[] beginning, byte rest) : MemoryStream
    {
        public int Given { get; private set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            for (int i = 0; i < count; i++, Given++)
            {
                buffer[offset + i] = Given < beginning.Length ? beginning[Given] : rest;
            }

            return Task.FromResult(count);
        }
    }
}
