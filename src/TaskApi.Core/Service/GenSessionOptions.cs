using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>What a session is made of. The emulator's sessions bring their own transport and clock.</summary>
internal sealed class GenSessionOptions
{
    /// <summary>The service's address.</summary>
    public Uri Endpoint { get; init; } = new("https://api.unifically.com");

    /// <summary>Where files are uploaded to; null for what belongs to the endpoint, see <see cref="UploadHost"/>.</summary>
    public Uri? UploadEndpoint { get; init; }

    /// <summary>The key; null for none.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>True for the emulator in this process.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The models.</summary>
    public ModelCatalog Catalog { get; init; } = ModelCatalog.BuiltIn;

    /// <summary>The transport; null for the network.</summary>
    public HttpMessageHandler? Transport { get; init; }

    /// <summary>Tells the addresses that the name of a host of results stands for; null asks the system.</summary>
    public Func<string, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The limits to keep; null for those that all sessions of the same account share.</summary>
    public AccountLimits? Limits { get; init; }

    /// <summary>How long one request may take, by <see cref="Clock"/>; in real time where the emulator is in this process.</summary>
    public TimeSpan RequestTimeout { get; init; } = GenSession.DefaultRequestTimeout;

    /// <summary>See <see cref="GenSession.Patience"/>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the session's end waits for what is paid for and under way, in real time; null for <see cref="GenSession.Grace"/>.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Opens the ledger when it is first needed; null for none.</summary>
    public Func<ILedger>? Ledger { get; init; }

    /// <summary>Where other processes share the account's slots; null for slots that this process has for itself.</summary>
    public SlotPlace? Slots { get; init; }
}
