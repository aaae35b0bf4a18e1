using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace TaskApi.Tests.Service;

/// <summary>Numbers by which something is made up, one decision each; when they have run out, every decision is for the plainest.</summary>
internal sealed class Choices(int[] numbers)
{
    private const int Count = 90;

    private int _taken;

    /// <summary>Numbers at random; a counterexample gets shorter and plainer.</summary>
    public static Arbitrary<int[]> Arbitrary { get; } = Arb.From(Gen.Choose(0, 0xFFFF).ArrayOf(Count), Shrink);

    /// <summary>A number below a limit.</summary>
    public int Below(int limit) => _taken < numbers.Length ? numbers[_taken++] % limit : 0;

    /// <summary>True once in so many times.</summary>
    public bool OnceIn(int times) => Below(times) == times - 1;

    /// <summary>One of these.</summary>
    public T OneOf<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    private static IEnumerable<int[]> Shrink(int[] numbers)
    {
        if (numbers.Length > 0)
        {
            yield return numbers[..(numbers.Length / 2)];
            yield return numbers[..^1];
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != 0)
            {
                yield return [.. numbers.Select((number, at) => at == i ? 0 : number)];
            }
        }
    }
}
