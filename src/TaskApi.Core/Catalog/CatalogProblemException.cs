using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Something is wrong with a catalog's text. <see cref="CatalogFile"/> makes it an error with file and line.</summary>
internal sealed class CatalogProblemException : Exception
{
    /// <summary>A problem at this place.</summary>
    /// <param name="place">The names (text) and positions (int) that lead from the root to the place; empty for the root itself.</param>
    /// <param name="message">The place in words, what is wrong there, what is allowed.</param>
    public CatalogProblemException(IReadOnlyList<object> place, string message)
        : base(message) => Place = place;

    /// <summary>The names (text) and positions (int) that lead from the root to the place.</summary>
    public IReadOnlyList<object> Place { get; }
}
