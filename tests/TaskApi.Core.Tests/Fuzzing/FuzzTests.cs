using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Fuzzing;

/// <summary>
/// Whatever comes from outside, its reader ends, in bounded memory, with a result or with an error that it documents. The variable TASKAPI_FUZZ says
/// how many inputs are made for all readers together (100,000 otherwise), TASKAPI_FUZZ_SEED which; the test's output says what each reader got.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class FuzzTests
{
    // Through real sockets goes one of a hundred of the port's inputs; the mass is read by the same code without them.
    private const int PortInputsOfASocket = 100;

    // Of a packed byte come at most 1,032 unpacked ones, and a row has one.
    private const int MostUnpacked = 1032;

    private const string Done =
        """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"completed","cost":0.25,"output":""" +
        """{"image_url":"https://cdn.example.com/a.png"}}}""";

    private static readonly string[] Answers =
    [
        Done,
        """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""",
        """{"code":200,"data":{"task_id":"abc","status":"failed","error":{"code":"generation_failed","message":"no"}}}""",
        """{"code":422,"data":{"message":"prompt is missing","code":"validation_error"}}""",
        """{"code":200,"data":{"status":"completed","clips":[{"id":"1","audio_url":"https://c.example.com/1.mp3","title":"t"},""" +
        """{"id":"2","audio_url":"https://c.example.com/2.mp3"}]}}""",
        """{"code":200,"data":{"output":{"language_code":"en","words":[{"text":"Hi","type":"word","start":0.1,"end":0.2}],"file_duration_seconds":2}}}""",
        "<html><body>Bad gateway</body></html>",
    ];

    private static readonly string[] Calls =
    [
        """{"task_id":"abc123def456","status":"completed","data":{"video_url":"https://cdn.example.com/outputs/a.mp4"}}""",
        """{"status":"completed","task_id":"abc","audio_url1":"https://c.example.com/1.mp3","audio_url2":"https://c.example.com/2.mp3"}""",
        """{"task_id":"abc","status":"failed","error_message":"no"}""",
        """{"WebhookName":"hook","RequestBody":"{\"task_id\":\"abc\",\"status\":\"completed\",""" +
        """\"data\":{\"url\":\"https://c.example.com/a.png\"}}","RequestHeader":{"Host":"x"}}""",
    ];

    private static readonly string[] Catalogs =
    [
        """{"models":[{"id":"me/own","kind":"image","checked":true,"parameters":[{"name":"prompt","type":"string","required":true,"maxLength":100},""" +
        """{"name":"size","type":"integer","minimum":1,"maximum":5}]}]}""",
        """{"models":[{"id":"me/two","kind":"video","parameters":[{"name":"mode","type":"string","allowed":["a","b"]},""" +
        """{"name":"n","type":"number"}],"rules":[{"parameter":"n","effect":"required","when":{"mode":"a"}}],"prices":[{"usd":0.5}]}]}""",
    ];

    /// <summary>Requests whose sender knows the token of a session with a key.</summary>
    private static byte[][] RequestsTo(GenSession session) =>
    [
        .. Calls.Select(call => Encoding.UTF8.GetBytes($"POST /hook?taskapi_token={TokenOf(session)} HTTP/1.1\r\nHost: x\r\nContent-Type: " +
            $"application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(call)}\r\n\r\n{call}")),
        Encoding.UTF8.GetBytes($"POST /?taskapi_token={TokenOf(session)} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" +
            "5\r\nhello\r\n3;a=b\r\nyou\r\n0\r\nLater: yes\r\n\r\n"),
        Encoding.UTF8.GetBytes("GET / HTTP/1.0\r\n\r\n"),
    ];

    [Fact]
    public Task Answers_of_the_service() => RunAsync(Texts(Answers), static input =>
    {
        WireAnswer answer = WireAnswer.Read(200, WireText.Decode(input));
        _ = TaskReader.Read(new GenTask { Id = "known", Model = "google/nano-banana" }, answer, ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch);
        _ = TaskReader.ReadCreated(new GenTask { Model = "suno-ai/music" }, answer, ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch);
    });

    [Fact]
    public Task Bodies_of_callbacks() => RunAsync(Texts(Calls), static input => CallbackBody.Read(input));

    [Fact]
    public async Task Requests_on_the_port_for_callbacks()
    {
        using var wire = new Wire();
        CallbackTokens tokens = wire.Session.CallbackTokens;
        await FuzzRun.RunAsync(FuzzRun.Count - (FuzzRun.Count / PortInputsOfASocket), RequestsTo(wire.Session), _ => input =>
        {
            var limits = new HttpLimits { RequestLine = 8 * 1024, Headers = 16 * 1024, Body = 1024 * 1024 };
            var reader = new HttpRequestReader(new CountedStream(input, 1 << (input.Length % 13)), limits);
            if (reader.ReadHeadAsync(CancellationToken.None).GetAwaiter().GetResult() is { } head)
            {
                var address = CallbackAddress.Read(head.Target);
                tokens.IsGood(address);
                CallbackBody.Read(WireText.Decode(reader.ReadBodyAsync(head, CancellationToken.None).GetAwaiter().GetResult()), address);
            }
        });
    }

    /// <summary>Each connection ends, and is counted as a callback or as a refusal; one that is not was lost in an error that nobody saw.</summary>
    [Fact]
    public async Task Requests_through_a_real_socket_of_the_port()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var wire = new Wire();
        byte[][] whole = RequestsTo(wire.Session);
        var mutator = new Mutator(new Random(FuzzRun.Seed), whole);
        using var server = CallbackServer.Open(wire.Session, new CallbackServerOptions(), new HttpLimits(), wire.Clock);
        int count = FuzzRun.Count / PortInputsOfASocket;
        int said = 0;
        for (int number = 0; number < count; number++)
        {
            byte[] input = number < whole.Length ? whole[number] : mutator.Next();
            await SayAsync(server.Port, input).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
            said += input.Length > 0 ? 1 : 0;
            Assert.True(said == server.Arrived + server.Refused, FuzzRun.Shown("Neither taken nor refused", input));
            while (server.TryTake(out _, 0, TestContext.Current.CancellationToken))
            {
                // What has come is not to fill the port.
            }
        }

        Assert.InRange(server.Arrived, Calls.Length - 1, count);
        FuzzRun.Tell(nameof(Requests_through_a_real_socket_of_the_port), count, watch.Elapsed, $"{server.Arrived} of them callbacks");
    }

    [Fact]
    public Task Tables() => RunFilesAsync(
        "rows.csv",
        Texts("model,prompt,aspect_ratio,key\ngoogle/nano-banana,\"a fox, in snow\",16:9,1\nkuaishou/kling-2.6,\"two\nlines\",,2\n",
            "prompt;seed\r\nfuchs;1,5\r\n", "prompt\tmode\nfox\tpro\n"));

    [Fact]
    public Task Lists_of_requests() => RunFilesAsync(
        "rows.json",
        Texts("""[{"model":"google/nano-banana","prompt":"fox"},""" +
            """{"model":"kuaishou/kling-2.6","input":{"prompt":"b","duration":10},"key":"k","callback_url":"https://example.com/x"}]""",
            """{"model":"a/b","input":{"list":[1,2.5,true,null,{"x":[]}]}}"""));

    /// <summary>Broken before they are packed, every third time: what is broken afterwards is refused before its content is looked at.</summary>
    [Fact]
    public Task Lines_of_requests_packed_or_not() => RunFilesAsync(
        "rows",
        [.. Texts("{\"model\":\"a/1\",\"prompt\":\"x\"}\n{\"model\":\"a/2\",\"input\":{\"n\":1}}\n", "prompt,n\nfox,1\n"),
            Packed("{\"model\":\"a/1\"}\n{\"model\":\"a/2\"}\n"u8), Packed("prompt,n\nfox,1\n"u8)],
        input => input.Length % 3 == 0 ? [.. Packed(input.AsSpan(0, input.Length / 2)), .. Packed(input.AsSpan(input.Length / 2))] : input);

    [Fact]
    public Task Catalogs_of_ones_own() => RunAsync(Texts(Catalogs), static input => CatalogFile.Parse(input, "models.json"));

    private static Task RunAsync(byte[][] whole, Action<byte[]> read, [CallerMemberName] string name = "") =>
        FuzzRun.RunAsync(FuzzRun.Count, whole, _ => read, name);

    /// <summary>Through a file of this name, since the file's opening is part of the reading.</summary>
    private static async Task RunFilesAsync(string file, byte[][] whole, Func<byte[], byte[]>? pack = null, [CallerMemberName] string name = "")
    {
        using var folder = new TemporaryFolder();
        await FuzzRun.RunAsync(
            FuzzRun.Count,
            whole,
            worker =>
            {
                string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, FormattableString.Invariant($"{worker}"))).FullName, file);
                var checker = new RequestChecker(ModelCatalog.BuiltIn);
                return input =>
                {
                    byte[] content = pack?.Invoke(input) ?? input;
                    File.WriteAllBytes(path, content);
                    int left = (content.Length * MostUnpacked) + 1;
                    foreach (RequestFileRow row in RequestFile.Read(path, file))
                    {
                        Assert.True(--left >= 0, "There are more rows than bytes.");
                        if (row.Request is { } request)
                        {
                            _ = checker.Check(request);
                        }
                    }
                };
            },
            name);
    }

    private static string TokenOf(GenSession session) => session.CallbackTokens.For(new CallbackAddress());

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static byte[] Packed(ReadOnlySpan<byte> text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text.ToArray(), 0, text.Length);
        }

        return packed.ToArray();
    }

    /// <summary>Connects, says this and no more, and listens to the end.</summary>
    private static async Task SayAsync(int port, byte[] words)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        try
        {
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(words);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null);
        }
        catch (Exception cut) when (cut is IOException or SocketException)
        {
            // Whoever is refused may be cut off while he still speaks.
        }
    }
}
