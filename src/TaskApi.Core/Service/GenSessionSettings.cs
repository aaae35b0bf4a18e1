using System;

namespace TaskApi;

/// <summary>What a user can choose about a session with the service.</summary>
public sealed record GenSessionSettings
{
    /// <summary>The models that requests are checked against.</summary>
    public ModelCatalog Catalog { get; init; } = ModelCatalog.BuiltIn;

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = GenSession.DefaultRequestTimeout;

    /// <summary>Opens the ledger when it is first needed; null for none.</summary>
    public Func<ILedger>? Ledger { get; init; }

    /// <summary>Opens the store of an account's slots, by the account's name, when they are first needed; null for slots that this process has for itself.</summary>
    public Func<string, ISlotStore>? Slots { get; init; }
}
