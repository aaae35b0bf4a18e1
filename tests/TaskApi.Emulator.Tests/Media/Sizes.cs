using System;
using FsCheck;
using FsCheck.Fluent;

namespace TaskApi.Emulator.Tests.Media;

/// <summary>Generators of sizes and durations.</summary>
internal static class Sizes
{
    /// <summary>Sides of pictures.</summary>
    public static Gen<int> Sides { get; } = Gen.Choose(2, 600);

    /// <summary>Sides of videos.</summary>
    public static Gen<int> EvenSides { get; } = Gen.Choose(1, 300).Select(half => half * 2);

    /// <summary>Durations in whole milliseconds up to a minute.</summary>
    public static Gen<TimeSpan> Durations { get; } = Gen.Choose(1, 60_000).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));
}
