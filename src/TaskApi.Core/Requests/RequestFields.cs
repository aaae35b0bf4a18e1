namespace TaskApi;

/// <summary>Tells which names are the request's own.</summary>
internal static class RequestFields
{
    /// <summary>What the name stands for: <c>model</c>, <c>callback_url</c>, <c>key</c> and <c>dry_run</c>, in any spelling, are the request's own.</summary>
    public static RequestField FromName(string name) => ParameterName.ToKey(name) switch
    {
        "model" => RequestField.Model,
        "callbackurl" => RequestField.CallbackUrl,
        "key" => RequestField.Key,
        "dryrun" => RequestField.DryRun,
        _ => RequestField.Input,
    };
}
