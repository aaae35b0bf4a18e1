using System.Net.Http;
using System.Net.Http.Headers;

namespace TaskApi;

/// <summary>From where on a file is asked for again, and how the file is known to be the same.</summary>
/// <param name="From">The first byte that is wanted.</param>
/// <param name="Tag">What the server called the content, a strong entity tag.</param>
/// <param name="Whole">The whole file's size; null when it is not known.</param>
internal sealed record ResumePoint(long From, string Tag, long? Whole)
{
    /// <summary>What a server calls a content, when that name is good for putting parts together; null otherwise.</summary>
    public static string? TagOf(HttpResponseMessage answer) =>
        // A body that was unpacked on the way has no length any more; its tag names the packed bytes.
        answer.Headers.ETag is { IsWeak: false } tag && answer.Content.Headers.ContentLength is not null ? tag.Tag : null;

    /// <summary>Asks for the rest, or for all when it is another content by now.</summary>
    public void Ask(HttpRequestHeaders headers)
    {
        headers.Range = new RangeHeaderValue(From, null);
        headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(Tag));
    }

    /// <summary>True when an answer (206) holds the very bytes that were asked for, up to the end.</summary>
    public bool Fits(HttpResponseMessage answer)
    {
        ContentRangeHeaderValue? range = answer.Content.Headers.ContentRange;
        return range is { From: { } from, To: { } to } && from == From
            && (answer.Headers.ETag is not { } tag || tag.Tag == Tag)
            && (range.Length is not { } whole || (to == whole - 1 && (Whole ?? whole) == whole))
            && answer.Content.Headers.ContentLength == to - from + 1;
    }
}
