using System;
using System.Net.Http;
using System.Text.RegularExpressions;

namespace TaskApi;

/// <summary>
/// Puts an exchange into one line that may be shown to anybody: bodies are cut, and what stands in an address before the host or after
/// the path, where secrets are, is left out. The key is gone before.
/// </summary>
internal static class WireLine
{
    private const int LongestBody = 1000;

    // The slashes may be escaped, as JSON allows.
    private static readonly Regex UserInfo = new(@"(https?:(?:\\*/){2})[^\s""'<>/\\@]*@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Query = new(@"(https?:(?:\\*/){2}[^\s""'<>?]*\?)[^\s""'<>]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>An exchange that brought an answer.</summary>
    /// <param name="verb">GET or POST.</param>
    /// <param name="path">Where to.</param>
    /// <param name="took">From sending to the last byte of the answer.</param>
    /// <param name="sent">The request's body without the key; null for none.</param>
    /// <param name="answer">The answer.</param>
    public static string Of(string verb, string path, TimeSpan took, string? sent, WireAnswer answer) =>
        FormattableString.Invariant($"{verb} {path}: {answer.Status} in {took.TotalMilliseconds:0} ms, {answer.Size} bytes.")
        + Body("Sent", sent) + Body("Received", answer.Text);

    /// <summary>An exchange that brought none.</summary>
    public static string OfLoss(string verb, string path, TimeSpan took, string? sent, string reason) =>
        FormattableString.Invariant($"{verb} {path}: no answer in {took.TotalMilliseconds:0} ms: {reason}{Body("Sent", sent)}");

    /// <summary>The beginning of a result's download, whose body is on its way.</summary>
    /// <param name="url">Where from, without the key.</param>
    /// <param name="took">From sending to the answer's head.</param>
    /// <param name="answer">The answer.</param>
    public static string OfResult(string url, TimeSpan took, HttpResponseMessage answer)
    {
        string size = answer.Content.Headers.ContentLength is { } length ? FormattableString.Invariant($"{length} bytes") : "of unknown size";
        return FormattableString.Invariant($"GET {Safe(url)}: {(int)answer.StatusCode} in {took.TotalMilliseconds:0} ms, {size}.");
    }

    private static string Body(string title, string? text) =>
        string.IsNullOrEmpty(text) ? ""
            : $" {title}: {VisibleText.Short(Safe(text!.Length > 2 * LongestBody ? text.Substring(0, 2 * LongestBody) : text), LongestBody)}";

    private static string Safe(string text) => Query.Replace(UserInfo.Replace(text, "$1***@"), "$1***");
}
