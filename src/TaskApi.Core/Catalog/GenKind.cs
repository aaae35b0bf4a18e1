namespace TaskApi;

/// <summary>What a model makes, as the service's model list groups it.</summary>
public enum GenKind
{
    /// <summary>The kind is not known, because the catalog does not list the model.</summary>
    Unknown,

    /// <summary>A film.</summary>
    Video,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>Sound, speech, music, or what is heard in it (lyrics, transcripts).</summary>
    Audio,
}
