using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>The service's limits for one account: shared by every session and every runspace of the process that uses the same key.</summary>
internal sealed class AccountLimits : IDisposable
{
    /// <summary>How long the service bans a caller who asked too fast.</summary>
    public static readonly TimeSpan Ban = TimeSpan.FromSeconds(60);

    private const int AllowedInASecond = 10;

    // Where the transport may silently send a GET again, one is kept for that.
    private static readonly int GetSlots = NetworkTransport.MayRepeatGet ? AllowedInASecond - 1 : AllowedInASecond;

    // One per process: a second set for the same account would let twenty requests a second through.
    private static readonly List<(Uri Endpoint, ApiKey Key, AccountLimits Limits)> Shared = [];

    // The same slots, together with the other processes of a place.
    private readonly Dictionary<string, (AccountLimits Limits, SharedSlotStore Store)> _places = new(StringComparer.Ordinal);

    public AccountLimits(TimeProvider clock)
        : this(new SlotPool(AllowedInASecond, clock, SlotPool.Window), new SlotPool(GetSlots, clock, SlotPool.Window))
    {
    }

    /// <summary>Limits whose slots somebody else keeps, such as a store that several machines share.</summary>
    public AccountLimits(IRequestSlots post, IRequestSlots get)
    {
        Post = post;
        Get = get;
    }

    /// <summary>Creating and pricing.</summary>
    public IRequestSlots Post { get; }

    /// <summary>Polling.</summary>
    public IRequestSlots Get { get; }

    /// <summary>The limits of that account at that service.</summary>
    /// <param name="endpoint">The service.</param>
    /// <param name="key">The account's key.</param>
    /// <param name="place">
    /// Where other processes share them; null for nowhere. Sessions of this process share in any case, whatever places they name; each
    /// shares with the other processes of its own.
    /// </param>
    /// <param name="account">The account's name in that place.</param>
    /// <param name="requestTimeout">How long a request of the session may take.</param>
    public static AccountLimits For(Uri endpoint, ApiKey key, SlotPlace? place = null, string account = "", TimeSpan requestTimeout = default)
    {
        lock (Shared)
        {
            AccountLimits limits = Find(endpoint, key) ?? Add(endpoint, key);
            return place is null ? limits : limits.At(place, account, requestTimeout);
        }
    }

    /// <summary>Slots that need no rest, for a service that has no limit: an emulator in a measurement.</summary>
    public static AccountLimits Without(TimeProvider clock, int concurrency) =>
        new(new SlotPool(concurrency, clock, TimeSpan.Zero), new SlotPool(concurrency, clock, TimeSpan.Zero));

    public void Dispose()
    {
        Post.Dispose();
        Get.Dispose();
    }

    private static AccountLimits? Find(Uri endpoint, ApiKey key)
    {
        foreach ((Uri knownEndpoint, ApiKey knownKey, AccountLimits limits) in Shared)
        {
            if (knownKey.IsSameAs(key)
                && Uri.Compare(knownEndpoint, endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return limits;
            }
        }

        return null;
    }

    private static AccountLimits Add(Uri endpoint, ApiKey key)
    {
        var created = new AccountLimits(TimeProvider.System);
        Shared.Add((endpoint, key, created));
        return created;
    }

    private AccountLimits At(SlotPlace place, string account, TimeSpan requestTimeout)
    {
        if (!_places.TryGetValue(place.Name, out (AccountLimits Limits, SharedSlotStore Store) known))
        {
            var store = new SharedSlotStore(() => place.Open(account), place.CanDoWithout);
            known = (new AccountLimits(Share(Post, "POST", AllowedInASecond), Share(Get, "GET", GetSlots)), store);
            _places.Add(place.Name, known);

            SharedSlots Share(IRequestSlots own, string verb, int slots) => new(own, store, verb, slots, TimeProvider.System);
        }

        known.Store.Expect(requestTimeout);
        return known.Limits;
    }
}
