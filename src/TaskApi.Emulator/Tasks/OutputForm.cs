namespace TaskApi.Emulator;

/// <summary>The forms in which models hand over what they made.</summary>
internal enum OutputForm
{
    /// <summary>URLs of files in <c>output</c>.</summary>
    Files,

    /// <summary>The URLs of two tracks, beside the status and without <c>output</c>, as the music models do in production.</summary>
    Tracks,

    /// <summary>Lyrics as text.</summary>
    Lyrics,

    /// <summary>A transcript with its words.</summary>
    Transcript,
}
