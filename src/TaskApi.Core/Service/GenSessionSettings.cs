using System;

namespace TaskApi;

/// <summary>What a user can choose about a session with the service.</summary>
public sealed record GenSessionSettings
{
    /// <summary>The models that requests are checked against.</summary>
    public ModelCatalog Catalog { get; init; } = ModelCatalog.BuiltIn;

    /// <summary>
    /// Where files are uploaded to, with the key: https, or http on this machine; null for what belongs to the endpoint, see
    /// <see cref="UploadHost"/>.
    /// </summary>
    public Uri? UploadEndpoint { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = GenSession.DefaultRequestTimeout;

    /// <summary>Opens the ledger when it is first needed; null for none.</summary>
    public Func<ILedger>? Ledger { get; init; }

    /// <summary>Where other processes share the account's slots; null for slots that this process has for itself.</summary>
    public SlotPlace? Slots { get; init; }
}
