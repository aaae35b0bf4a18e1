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
    /// <param name="openShared">Opens the store of slots that other processes share; null for none. Counts for the process's first session of the account.</param>
    public static AccountLimits For(Uri endpoint, ApiKey key, Func<ISlotStore>? openShared = null)
    {
        lock (Shared)
        {
            foreach ((Uri knownEndpoint, ApiKey knownKey, AccountLimits limits) in Shared)
            {
                if (knownKey.IsSameAs(key) && Uri.Compare(knownEndpoint, endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    return limits;
                }
            }

            AccountLimits created = openShared is null ? new AccountLimits(TimeProvider.System) : Sharing(new SharedSlotStore(openShared), TimeProvider.System);
            Shared.Add((endpoint, key, created));
            return created;
        }
    }

    /// <summary>Slots that need no rest, for a service that has no limit: an emulator in a measurement.</summary>
    public static AccountLimits Without(TimeProvider clock, int concurrency) =>
        new(new SlotPool(concurrency, clock, TimeSpan.Zero), new SlotPool(concurrency, clock, TimeSpan.Zero));

    /// <summary>Limits that are kept together with the other processes that share the store.</summary>
    internal static AccountLimits Sharing(SharedSlotStore store, TimeProvider clock)
    {
        return new AccountLimits(Share("POST", AllowedInASecond), Share("GET", GetSlots));

        SharedSlots Share(string verb, int slots) => new(new SlotPool(slots, clock, SlotPool.Window), store, verb, slots, clock);
    }

    public void Dispose()
    {
        Post.Dispose();
        Get.Dispose();
    }
}
