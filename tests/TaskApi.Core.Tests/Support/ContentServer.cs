using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;

namespace TaskApi.Tests.Support;

/// <summary>A server of one file that gives it whole or in part, as a content network does.</summary>
internal sealed class ContentServer(byte[] content, string tag = "\"one\"")
{
    /// <summary>What it serves.</summary>
    public byte[] Content { get; set; } = content;

    /// <summary>What it calls that.</summary>
    public string? Tag { get; set; } = tag;

    /// <summary>The right answer.</summary>
    public HttpResponseMessage Answer(SentRequest request)
    {
        bool isSame = request.Headers.IfRange is not { } condition || condition.EntityTag?.Tag == Tag;
        return request.Headers.Range is { } range && isSame ? Part(range.Ranges.Single().From!.Value) : Whole();
    }

    /// <summary>The right answer, which breaks off after so many bytes.</summary>
    public Func<SentRequest, HttpResponseMessage> Cut(int after) => request =>
    {
        HttpResponseMessage answer = Answer(request);
        byte[] all = answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        return Like(answer, new StreamContent(new BrokenStream(all[..Math.Min(after, all.Length - 1)])), all.Length);
    };

    /// <summary>The file.</summary>
    public HttpResponseMessage Whole() => Tagged(new HttpResponseMessage { Content = new ByteArrayContent(Content) });

    /// <summary>The file from a byte on.</summary>
    /// <param name="from">The byte.</param>
    /// <param name="told">Which byte the answer says that it begins with.</param>
    public HttpResponseMessage Part(long from, long? told = null)
    {
        var part = new ByteArrayContent(Content[(int)from..]);
        long shift = (told ?? from) - from;
        part.Headers.ContentRange = new ContentRangeHeaderValue(from + shift, Content.Length - 1 + shift, Content.Length + shift);
        return Tagged(new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = part });
    }

    private static HttpResponseMessage Like(HttpResponseMessage answer, HttpContent body, long length)
    {
        foreach (var header in answer.Content.Headers)
        {
            body.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        body.Headers.ContentLength = length;
        answer.Content = body;
        return answer;
    }

    private HttpResponseMessage Tagged(HttpResponseMessage answer)
    {
        answer.Headers.ETag = Tag is { } tag ? EntityTagHeaderValue.Parse(tag) : null;
        return answer;
    }
}
