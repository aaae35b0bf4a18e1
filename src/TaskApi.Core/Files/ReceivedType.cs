using System;
using System.Globalization;

namespace TaskApi;

/// <summary>
/// Judges what came from a result's address: its type by its content first, then by what the server and the address say. A result that
/// nobody knows is a result: it is paid for. Refused is only what stands in a result's place, such as an error page.
/// </summary>
internal sealed class ReceivedType
{
    // A sentence, not a song.
    private const int LongestNote = 1000;

    // Shorter than any picture, film or sound.
    private const int ShortestMedium = 12;

    private const int LongestExtension = 9;

    // A result is never a program that a double click starts, and never looks unfinished.
    private static readonly string[] Programs =
    [
        ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".ps1", ".psm1", ".psd1", ".ps1xml",
        ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta", ".lnk", ".url", ".msi", ".msp", ".dll",
        ".cpl", ".reg", ".jar", ".sh", ".bash", ".command", ".desktop", ".app", ".scf", ".inf", ".chm", PartFile.Extension,
    ];

    private ReceivedType(MediaType type, string extension)
    {
        Type = type;
        Extension = extension;
    }

    /// <summary>The type.</summary>
    public MediaType Type { get; }

    /// <summary>The extension, with the dot.</summary>
    public string Extension { get; }

    /// <summary>Judges a file.</summary>
    /// <param name="head">Its first bytes.</param>
    /// <param name="isWhole">True when these are all.</param>
    /// <param name="contentType">What the server says that it is; null when it says nothing.</param>
    /// <param name="extension">The address's extension, with the dot; empty for none.</param>
    /// <param name="output">The result that it should be.</param>
    /// <param name="redact">Takes out of a text what nobody may see.</param>
    /// <exception cref="NoResultException">It is no result.</exception>
    public static ReceivedType Of(ReadOnlySpan<byte> head, bool isWhole, string? contentType, string extension, GenOutput output, Func<string, string> redact)
    {
        if (head.IsEmpty)
        {
            throw new NoResultException("the server sent an empty file.") { Remedy = Remedy.SecondLook };
        }

        MediaType? told = MediaType.ByName(contentType);
        MediaType? named = MediaType.ByExtension(extension);
        ReceivedType received;
        if ((MediaSignature.Of(head) ?? TextForm.Of(head, isWhole)) is { } type)
        {
            if (type.IsText && IsInItsPlace(type, head, isWhole, told, named, output))
            {
                string what = type == MediaType.Html ? "an HTML page" : type == MediaType.Json ? "JSON" : type == MediaType.Xml ? "XML" : "text";
                string quote = TextForm.Quote(head, redact);
                throw new NoResultException($"what came is no picture, film or sound, and no other result, but {what}: \"{quote}\".")
                {
                    Remedy = Remedy.SecondLook,
                };
            }

            type = Narrow(type, told, named);
            received = new ReceivedType(type, type.Allows(extension) ? extension.ToLowerInvariant() : type.Extension);
        }
        else
        {
            received = OfUnknown(told, named, extension);
        }

        int shortest = Math.Max(received.Type.Shortest, received.Type == MediaType.Unknown && ExpectsMedium(named, output) ? ShortestMedium : 1);
        if (isWhole && head.Length < shortest)
        {
            string bytes = head.Length.ToString(CultureInfo.InvariantCulture);
            string why = $"the server sent only {bytes} bytes, which are no whole file of the type {received.Type.Name}.";
            throw new NoResultException(why) { Remedy = Remedy.SecondLook };
        }

        return received;
    }

    /// <summary>The type of a file that is there already, by its first bytes and its name.</summary>
    public static MediaType OfFile(ReadOnlySpan<byte> head, bool isWhole, string extension) =>
        MediaSignature.Of(head) ?? MediaType.ByExtension(extension) ?? TextForm.Of(head, isWhole) ?? MediaType.Unknown;

    /// <summary>The extension that an address ends in, with the dot; empty for none.</summary>
    public static string ExtensionOf(Uri url)
    {
        string path = Uri.UnescapeDataString(url.AbsolutePath);
        int dot = path.LastIndexOf('.');
        return dot < 0 || path.IndexOfAny(['/', '\\'], dot) >= 0 || !IsExtension(path, dot) ? "" : path.Substring(dot).ToLowerInvariant();
    }

    /// <summary>True for a result that has to be a picture, a film or a sound. Sound models also write transcripts; the others write nothing.</summary>
    /// <param name="named">The type that the address tells; null for none.</param>
    /// <param name="output">The result.</param>
    public static bool ExpectsMedium(MediaType? named, GenOutput output)
    {
        if (named is not null)
        {
            return named.IsMedium;
        }

        return output.Kind is GenKind.Image or GenKind.Video || Has("image") || Has("video") || Has("audio");

        bool Has(string word) => output.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static bool IsExtension(string path, int dot)
    {
        if (path.Length - dot is < 2 or > LongestExtension)
        {
            return false;
        }

        for (int i = dot + 1; i < path.Length; i++)
        {
            if (path[i] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a text stands in the place of another result.</summary>
    private static bool IsInItsPlace(MediaType type, ReadOnlySpan<byte> head, bool isWhole, MediaType? told, MediaType? named, GenOutput output)
    {
        bool expectsText = named is { IsText: true, IsMedium: false };
        bool expectsOther = ExpectsMedium(named, output) || named is { IsText: false };
        if (type == MediaType.Html)
        {
            return named != MediaType.Html && !(expectsText && told == MediaType.Text);
        }

        if (type == MediaType.Json)
        {
            return !expectsText && (named is not null || TextForm.IsJsonError(head) || (expectsOther && told != MediaType.Json));
        }

        if (type == MediaType.Xml)
        {
            return !expectsText && (expectsOther || TextForm.RootOf(head) == "error");
        }

        bool isNote = isWhole && head.Length <= LongestNote && (told is null || told.IsText);
        return type == MediaType.Text && expectsOther && isNote;
    }

    /// <summary>What the bytes leave open, others may tell.</summary>
    private static MediaType Narrow(MediaType type, MediaType? told, MediaType? named)
    {
        if (type == MediaType.Mp4)
        {
            return told == MediaType.M4a || named == MediaType.M4a ? MediaType.M4a : type;
        }

        if (type == MediaType.Mp3)
        {
            return told == MediaType.Aac || (told is null && named == MediaType.Aac) ? MediaType.Aac : type;
        }

        if (type == MediaType.Text)
        {
            return IsSubtitle(told) ? told! : IsSubtitle(named) ? named! : type;
        }

        return type;

        static bool IsSubtitle(MediaType? other) => other == MediaType.Vtt || other == MediaType.Srt;
    }

    private static ReceivedType OfUnknown(MediaType? told, MediaType? named, string extension)
    {
        // Bytes that are no text are none, whatever anybody says, unless it is one in an old encoding.
        if (told is not null && (!told.IsText || told == MediaType.Text))
        {
            return new ReceivedType(told, told.Allows(extension) ? extension : told.Extension);
        }

        return named is not null ? new ReceivedType(named, extension)
            : new ReceivedType(MediaType.Unknown, extension.Length == 0 || Array.IndexOf(Programs, extension) >= 0 ? MediaType.Unknown.Extension : extension);
    }
}
