using System;

namespace TaskApi;

/// <summary>Where processes keep the slots of their accounts together.</summary>
/// <param name="Name">Tells places apart; it can hold a password, and is never shown.</param>
/// <param name="Open">Opens the store of an account's slots, by the account's name; called when the first slot is wanted.</param>
/// <param name="CanDoWithout">
/// True when a process whose store fails goes on with its own ten slots, as on one machine; false when it waits and fails: workers on many
/// machines that each went on alone would all be banned.
/// </param>
public sealed record SlotPlace(string Name, Func<string, ISlotStore> Open, bool CanDoWithout);
