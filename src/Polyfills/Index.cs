namespace System;

/// <summary>
/// A place in a list, counted from its beginning or its end: what a list pattern such as <c>[var first, ..]</c> is compiled to. .NET has it since
/// Core 3.0; this is the part of it that the compiler asks for.
/// </summary>
/// <param name="value">The place: 0 is the first one, or, from the end, the one after the last.</param>
/// <param name="fromEnd">Whether it is counted from the end.</param>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Index(int value, bool fromEnd = false)
{
    /// <summary>The place counted from the beginning of a list of a length.</summary>
    /// <param name="length">The length of the list.</param>
    public int GetOffset(int length) => fromEnd ? length - value : value;

    /// <summary>A number is the place that it counts from the beginning.</summary>
    /// <param name="value">The place.</param>
    public static implicit operator Index(int value) => new(value);
}
