namespace TaskApi;

/// <summary>Writes the body of a POST: what a request is on the wire.</summary>
internal static class RequestBody
{
    /// <summary>The body that creates a task, or asks what it would cost.</summary>
    /// <param name="request">The request.</param>
    /// <param name="callbackUrl">Where the service shall post the result; null for nowhere.</param>
    /// <param name="isDryRun">True to ask for the price only.</param>
    public static byte[] Of(GenRequest request, string? callbackUrl, bool isDryRun) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", request.Model);
        json.WritePropertyName("input");
        JsonText.WriteValue(json, request.Input);
        if (callbackUrl is not null)
        {
            json.WriteString("callback_url", callbackUrl);
        }

        if (isDryRun)
        {
            json.WriteBoolean("dry_run", true);
        }

        json.WriteEndObject();
    });

    /// <summary>Where the service shall post the result, with what the callback has to say beside it. Only the service sees it.</summary>
    public static string? CallbackUrl(GenRequest request, SubmissionRecord? record, CallbackTokens tokens)
    {
        if (request.CallbackUrl is not { } url)
        {
            return null;
        }

        (string? key, int attempt) = record?.Request ?? (null, 1);
        return new CallbackAddress { Batch = record?.Batch, Key = key ?? new RequestIdentity().Of(request), Attempt = attempt }.AddTo(url, tokens);
    }
}
