using System;

namespace TaskApi;

/// <summary>A store's answer to who wants a slot.</summary>
/// <param name="Slot">What the store knows the slot by; null when none could be had.</param>
/// <param name="Wait">When it is worth asking again.</param>
public readonly record struct SlotOffer(long? Slot, TimeSpan Wait);
