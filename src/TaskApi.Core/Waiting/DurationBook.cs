using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>
/// How long tasks take, by model and by what in a request changes that: a guess for the model's kind until its own tasks have been
/// seen. Nothing documented gives times; the guesses only decide in which order to look, never whether.
/// </summary>
/// <param name="typical">The guess for a kind, in seconds.</param>
internal sealed class DurationBook(Func<GenKind, double> typical)
{
    // Simulated with films of 5 s and of 60 s by one model: told apart, a thousand of them are seen in half the time.
    private static readonly string[] ChangeDuration = ["duration", "resolution", "quality", "mode", "count"];

    private readonly Dictionary<string, DurationBelief> _beliefs = new(StringComparer.Ordinal);
    private readonly List<string> _new = [];

    /// <summary>A book with the usual guesses.</summary>
    public DurationBook()
        : this(Typical)
    {
    }

    /// <summary>The belief about tasks like this one.</summary>
    public DurationBelief For(GenTask task)
    {
        string name = NameOf(task);
        if (!_beliefs.TryGetValue(name, out DurationBelief? belief))
        {
            belief = new DurationBelief(typical(task.Kind));
            _beliefs[name] = belief;
            _new.Add(name);
        }

        return belief;
    }

    /// <summary>The tasks that were asked about for the first time since this was asked last: somebody may remember how long they take.</summary>
    public IReadOnlyList<(string Tasks, DurationBelief Belief)> TakeNew()
    {
        if (_new.Count == 0)
        {
            return [];
        }

        (string, DurationBelief)[] taken = [.. _new.ConvertAll(name => (name, _beliefs[name]))];
        _new.Clear();
        return taken;
    }

    /// <summary>What tasks like this one are called: by model, and by what in a request changes how long it takes.</summary>
    public static string NameOf(GenTask task)
    {
        string name = task.Model ?? task.Kind.ToString();
        foreach (string parameter in ChangeDuration)
        {
            if (task.Input is { } input && input.TryGetValue(parameter, out object? value))
            {
                name += "\n" + parameter + "=" + Convert.ToString(value, CultureInfo.InvariantCulture);
            }
        }

        return name;
    }

    private static double Typical(GenKind kind) => kind switch
    {
        GenKind.Image => 12,
        GenKind.Audio => 25,
        _ => 55,
    };
}
