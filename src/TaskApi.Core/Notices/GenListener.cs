using System;
using System.Threading;

namespace TaskApi;

/// <summary>
/// Hears what happens to the requests of one command. Many pipelines use a session at once, and each wants to read of its own requests
/// only; so a listener belongs to the work that is begun for it, however deep in the session that work goes on, as the scopes of logs do.
/// Whoever has something to tell asks first whether it is heard: a line that nobody reads is never written.
/// </summary>
public sealed class GenListener
{
    private static readonly AsyncLocal<GenListener?> Ambient = new();

    private readonly Action<GenNotice> _hear;

    /// <summary>A listener.</summary>
    /// <param name="hearsVerbose">True: it hears notices of the level <see cref="GenNoticeLevel.Verbose"/>.</param>
    /// <param name="hearsDebug">True: it hears notices of the level <see cref="GenNoticeLevel.Debug"/>.</param>
    /// <param name="hear">Takes a notice, on any thread.</param>
    public GenListener(bool hearsVerbose, bool hearsDebug, Action<GenNotice> hear)
    {
        HearsVerbose = hearsVerbose;
        HearsDebug = hearsDebug;
        _hear = hear;
    }

    /// <summary>True when lines of the level <see cref="GenNoticeLevel.Verbose"/> are heard.</summary>
    public bool HearsVerbose { get; }

    /// <summary>True when lines of the level <see cref="GenNoticeLevel.Debug"/> are heard.</summary>
    public bool HearsDebug { get; }

    /// <summary>Who hears of the work that goes on here; null for nobody.</summary>
    internal static GenListener? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Begins work of which a listener hears until its end.</summary>
    /// <param name="listener">Who hears; null for nobody.</param>
    /// <param name="work">Begins the work.</param>
    public static T Begin<T>(GenListener? listener, Func<T> work)
    {
        GenListener? outer = Current;
        Current = listener;
        try
        {
            return work();
        }
        finally
        {
            Current = outer;
        }
    }

    /// <summary>Tells of something. Ask before whether it is heard.</summary>
    internal void Tell(GenNoticeLevel level, string message) => _hear(new GenNotice(level, message));
}
