using System;

namespace TaskApi;

/// <summary>Which kind of medium a parameter takes, by its name, and whether a file is of it.</summary>
internal static class MediumKind
{
    private static readonly (string Word, GenKind Kind)[] Words =
    [
        ("image", GenKind.Image), ("picture", GenKind.Image), ("photo", GenKind.Image), ("frame", GenKind.Image),
        ("video", GenKind.Video), ("film", GenKind.Video), ("movie", GenKind.Video), ("clip", GenKind.Video),
        ("audio", GenKind.Audio), ("sound", GenKind.Audio), ("voice", GenKind.Audio), ("music", GenKind.Audio), ("song", GenKind.Audio),
    ];

    // Boxes that films and sound share: for sound the name has to say that it is one.
    private static readonly MediaType[] Boxes = [MediaType.Mp4, MediaType.QuickTime, MediaType.ThreeGp, MediaType.Webm, MediaType.Matroska, MediaType.Asf];
    private static readonly string[] SoundExtensions = [".m4a", ".m4b", ".mp4a", ".aac", ".weba", ".mka", ".wma", ".oga"];

    /// <summary>The kind that a name tells; <see cref="GenKind.Unknown"/> when it tells none.</summary>
    public static GenKind Of(string name)
    {
        string key = ParameterName.ToKey(name);
        foreach ((string word, GenKind kind) in Words)
        {
            if (key.IndexOf(word, StringComparison.Ordinal) >= 0)
            {
                return kind;
            }
        }

        return GenKind.Unknown;
    }

    /// <summary>The kind of a type of file.</summary>
    public static GenKind Of(MediaType type) => type.Name.Split('/')[0] switch
    {
        "image" => GenKind.Image,
        "video" => GenKind.Video,
        "audio" => GenKind.Audio,
        _ => GenKind.Unknown,
    };

    /// <summary>True when a file may be given to a parameter of that kind.</summary>
    /// <param name="wanted">The parameter's kind; <see cref="GenKind.Unknown"/> for any.</param>
    /// <param name="type">What the file is.</param>
    /// <param name="extension">Its extension, with the dot.</param>
    public static bool Fits(GenKind wanted, MediaType type, string extension) =>
        wanted == GenKind.Unknown || Of(type) == wanted || (wanted == GenKind.Audio && IsSound(type, extension));

    /// <summary>What a kind is called.</summary>
    public static string Name(GenKind kind) => kind switch
    {
        GenKind.Image => "a picture",
        GenKind.Video => "a film",
        GenKind.Audio => "a sound",
        _ => "a picture, film or sound",
    };

    private static bool IsSound(MediaType type, string extension) =>
        Array.IndexOf(Boxes, type) >= 0 && Array.Exists(SoundExtensions, own => own.Equals(extension, StringComparison.OrdinalIgnoreCase));
}
