using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace TaskApi;

/// <summary>A list that is its items' texts where a table or a text asks for it: Export-Csv would write a type's name.</summary>
internal sealed class JoinedList<T> : ReadOnlyCollection<T>
{
    private readonly Func<IReadOnlyList<T>, string> _join;

    private JoinedList(IReadOnlyList<T> items, Func<IReadOnlyList<T>, string> join)
        : base([.. items]) => _join = join;

    /// <summary>The list itself where it is one already, else a copy.</summary>
    /// <param name="items">The items.</param>
    /// <param name="join">Makes one text of them.</param>
    public static JoinedList<T> Of(IReadOnlyList<T> items, Func<IReadOnlyList<T>, string> join) => items as JoinedList<T> ?? new JoinedList<T>(items, join);

    /// <summary>The same, with a separator between the items' texts.</summary>
    public static JoinedList<T> Of(IReadOnlyList<T> items, string separator) => Of(items, all => string.Join(separator, all));

    /// <summary>The items' texts.</summary>
    public override string ToString() => _join(this);
}
