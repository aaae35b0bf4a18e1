using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Fuzzing;

/// <summary>
/// Whatever comes from outside, its reader ends, in bounded memory, with a result or with an error that it documents. The variable TASKAPI_FUZZ says
/// how many inputs are made for all readers together (100,000 otherwise), TASKAPI_FUZZ_SEED which.
/// </summary>
public sealed class FuzzTests
{
    private const int Readers = 7;

    // For an input of at most 64 KB. What reads a table or an answer makes objects of many times its length, but not of many thousand times.
    private const long MostAllocated = 64L * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("TASKAPI_FUZZ") ?? "100000", CultureInfo.InvariantCulture) / Readers;
    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("TASKAPI_FUZZ_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private const string Task =
        """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"completed","cost":0.25,"output":""" +
        """{"image_url":"https://cdn.example.com/a.png"}}}""";

    private static readonly string[] Answers =
    [
        Task,
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

    [Fact]
    public async Task Answers_of_the_service() => await RunAsync(Texts(Answers), static input =>
    {
        WireAnswer answer = WireAnswer.Read(200, WireText.Decode(input));
        _ = TaskReader.Read(new GenTask { Id = "known", Model = "google/nano-banana" }, answer, ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch);
        _ = TaskReader.ReadCreated(new GenTask { Model = "suno-ai/music" }, answer, ModelCatalog.BuiltIn, DateTimeOffset.UnixEpoch);
    });

    [Fact]
    public async Task Bodies_of_callbacks() => await RunAsync(Texts(Calls), static input => CallbackBody.Read(input));

    [Fact]
    public async Task Requests_on_the_port_for_callbacks()
    {
        byte[][] requests =
        [
            .. Calls.Select(call => Encoding.UTF8.GetBytes($"POST /hook?taskapi_key=1 HTTP/1.1\r\nHost: x\r\nContent-Type: " +
                $"application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(call)}\r\n\r\n{call}")),
            Encoding.UTF8.GetBytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;a=b\r\nyou\r\n0\r\nLater: yes\r\n\r\n"),
            Encoding.UTF8.GetBytes("GET / HTTP/1.0\r\n\r\n"),
        ];
        await RunAsync(requests, static input =>
        {
            var reader = new HttpRequestReader(new MemoryStream(input), new HttpLimits { RequestLine = 8 * 1024, Headers = 16 * 1024, Body = 1024 * 1024 });
            if (reader.ReadHeadAsync(CancellationToken.None).GetAwaiter().GetResult() is { } head)
            {
                reader.ReadBodyAsync(head, CancellationToken.None).GetAwaiter().GetResult();
            }
        });
    }

    [Fact]
    public async Task Tables() => await RunFilesAsync(
        "rows.csv",
        Texts("model,prompt,aspect_ratio,key\ngoogle/nano-banana,\"a fox, in snow\",16:9,1\nkuaishou/kling-2.6,\"two\nlines\",,2\n",
            "prompt;seed\r\nfuchs;1,5\r\n", "prompt\tmode\nfox\tpro\n"));

    [Fact]
    public async Task Lists_of_requests() => await RunFilesAsync(
        "rows.json",
        Texts("""[{"model":"google/nano-banana","prompt":"fox"},""" +
            """{"model":"kuaishou/kling-2.6","input":{"prompt":"b","duration":10},"key":"k","callback_url":"https://example.com/x"}]""",
            """{"model":"a/b","input":{"list":[1,2.5,true,null,{"x":[]}]}}"""));

    [Fact]
    public async Task Lines_of_requests_packed_or_not() => await RunFilesAsync(
        "rows",
        [.. Texts("{\"model\":\"a/1\",\"prompt\":\"x\"}\n{\"model\":\"a/2\",\"input\":{\"n\":1}}\n"), Packed("{\"model\":\"a/1\"}\n{\"model\":\"a/2\"}\n"),
            Packed("prompt,n\nfox,1\n")]);

    [Fact]
    public async Task Catalogs_of_ones_own() => await RunAsync(Texts(Catalogs), static input => CatalogFile.Parse(input, "models.json"));

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>Through a file of this name, since the file's opening is part of the reading.</summary>
    private static async Task RunFilesAsync(string name, byte[][] whole)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, name);
        var checker = new RequestChecker(ModelCatalog.BuiltIn);
        await RunAsync(whole, input =>
        {
            File.WriteAllBytes(path, input);
            foreach (RequestFileRow row in RequestFile.Read(path, name))
            {
                if (row.Request is { } request)
                {
                    _ = checker.Check(request);
                }
            }
        });
    }

    private static async Task RunAsync(byte[][] whole, Action<byte[]> read)
    {
        foreach (byte[] input in whole)
        {
            Try(read, input);
        }

        var mutator = new Mutator(new Random(Seed), whole);
        byte[] current = [];
        Task all = System.Threading.Tasks.Task.Run(() =>
        {
            for (int number = 0; number < Count; number++)
            {
                Volatile.Write(ref current, mutator.Next());
                Try(read, current);
            }
        });
        byte[]? seen = null;
        while (!all.IsCompleted)
        {
            await System.Threading.Tasks.Task.WhenAny(all, System.Threading.Tasks.Task.Delay(Longest));
            byte[] now = Volatile.Read(ref current);
            Assert.False(!all.IsCompleted && ReferenceEquals(seen, now), Shown("The reader does not end", now));
            seen = now;
        }

        await all;
    }

    private static void Try(Action<byte[]> read, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(input);
        }
        catch (Exception documented) when (documented is GenServiceException or HttpRefusedException or EndOfStreamException)
        {
            // As it says.
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(Shown("An error that is not documented", input), failure);
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken < MostAllocated, Shown(FormattableString.Invariant($"{taken} bytes were taken"), input));
    }

    private static string Shown(string what, byte[] input) => FormattableString.Invariant($"{what}; seed {Seed}, input {Convert.ToBase64String(input)}");
}
