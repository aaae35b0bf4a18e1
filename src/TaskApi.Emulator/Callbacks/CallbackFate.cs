using System;

namespace TaskApi.Emulator;

/// <summary>What becomes of a callback on its way: receivers must live with lost, repeated and late ones.</summary>
/// <param name="Deliveries">How often it is delivered; 0 loses it.</param>
/// <param name="Delay">How much later than the task's end it sets out, by the emulator's clock.</param>
public readonly record struct CallbackFate(int Deliveries, TimeSpan Delay)
{
    /// <summary>It arrives once, as soon as the task has ended.</summary>
    public static CallbackFate Arrives { get; } = new(1, TimeSpan.Zero);
}
