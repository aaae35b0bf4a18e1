using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>A type of file: its name on the wire and its usual extension.</summary>
internal sealed class MediaType
{
    /// <summary>What nobody knows more about.</summary>
    public static readonly MediaType Unknown = new("application/octet-stream", ".bin");

    public static readonly MediaType Png = new("image/png", ".png") { Shortest = 57 };
    public static readonly MediaType Jpeg = new("image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif") { Shortest = 20 };
    public static readonly MediaType Gif = new("image/gif", ".gif") { Shortest = 14 };
    public static readonly MediaType Webp = new("image/webp", ".webp") { Shortest = 20 };
    public static readonly MediaType Avif = new("image/avif", ".avif") { Shortest = 32 };
    public static readonly MediaType Heic = new("image/heic", ".heic", ".heif", ".hif") { Shortest = 32 };
    public static readonly MediaType Jxl = new("image/jxl", ".jxl") { Shortest = 12 };
    public static readonly MediaType Jp2 = new("image/jp2", ".jp2", ".jpf", ".jpx") { Shortest = 40 };
    public static readonly MediaType Tiff = new("image/tiff", ".tif", ".tiff", ".dng") { Shortest = 14 };
    public static readonly MediaType Bmp = new("image/bmp", ".bmp", ".dib") { Shortest = 26 };
    public static readonly MediaType Svg = new("image/svg+xml", ".svg") { IsText = true };
    public static readonly MediaType Psd = new("image/vnd.adobe.photoshop", ".psd", ".psb") { Shortest = 40 };
    public static readonly MediaType Exr = new("image/x-exr", ".exr") { Shortest = 16 };
    public static readonly MediaType Hdr = new("image/vnd.radiance", ".hdr") { Shortest = 16 };

    public static readonly MediaType Mp4 = new("video/mp4", ".mp4", ".m4v", ".f4v") { Shortest = 16 };
    public static readonly MediaType QuickTime = new("video/quicktime", ".mov", ".qt") { Shortest = 16 };
    public static readonly MediaType ThreeGp = new("video/3gpp", ".3gp", ".3gpp", ".3g2") { Shortest = 16 };
    public static readonly MediaType Webm = new("video/webm", ".webm") { Shortest = 16 };
    public static readonly MediaType Matroska = new("video/x-matroska", ".mkv", ".mka") { Shortest = 16 };
    public static readonly MediaType Avi = new("video/x-msvideo", ".avi") { Shortest = 32 };
    public static readonly MediaType TransportStream = new("video/mp2t", ".ts", ".m2ts", ".mts") { Shortest = 188 };
    public static readonly MediaType Mpeg = new("video/mpeg", ".mpg", ".mpeg", ".vob", ".m2v") { Shortest = 12 };
    public static readonly MediaType Flv = new("video/x-flv", ".flv") { Shortest = 13 };
    public static readonly MediaType Asf = new("video/x-ms-asf", ".asf", ".wmv", ".wma") { Shortest = 30 };
    public static readonly MediaType OggVideo = new("video/ogg", ".ogv") { Shortest = 28 };

    public static readonly MediaType Mp3 = new("audio/mpeg", ".mp3", ".mpga") { Shortest = 24 };
    public static readonly MediaType Mp2 = new("audio/mpeg", ".mp2", ".mp3") { Shortest = 24 };
    public static readonly MediaType Aac = new("audio/aac", ".aac", ".adts") { Shortest = 9 };
    public static readonly MediaType M4a = new("audio/mp4", ".m4a", ".m4b") { Shortest = 16 };
    public static readonly MediaType Wav = new("audio/wav", ".wav") { Shortest = 44 };
    public static readonly MediaType Flac = new("audio/flac", ".flac") { Shortest = 42 };
    public static readonly MediaType Ogg = new("audio/ogg", ".ogg", ".oga", ".spx") { Shortest = 28 };
    public static readonly MediaType Opus = new("audio/opus", ".opus", ".ogg") { Shortest = 28 };
    public static readonly MediaType Aiff = new("audio/aiff", ".aiff", ".aif", ".aifc") { Shortest = 54 };
    public static readonly MediaType Midi = new("audio/midi", ".mid", ".midi", ".kar", ".rmi") { Shortest = 22 };
    public static readonly MediaType Amr = new("audio/amr", ".amr", ".awb") { Shortest = 7 };
    public static readonly MediaType Caf = new("audio/x-caf", ".caf") { Shortest = 52 };
    public static readonly MediaType Au = new("audio/basic", ".au", ".snd") { Shortest = 24 };

    public static readonly MediaType Text = new(
        "text/plain", ".txt", ".md", ".csv", ".tsv", ".lrc", ".ass", ".ssa", ".log",
        ".obj", ".mtl", ".stl", ".abc", ".yaml", ".yml", ".jsonl", ".ndjson") { IsText = true };
    public static readonly MediaType Vtt = new("text/vtt", ".vtt") { IsText = true };
    public static readonly MediaType Srt = new("application/x-subrip", ".srt") { IsText = true };
    public static readonly MediaType Html = new("text/html", ".html", ".htm", ".xhtml") { IsText = true };
    public static readonly MediaType Json = new("application/json", ".json", ".gltf", ".geojson", ".lottie") { IsText = true };
    public static readonly MediaType Xml = new("application/xml", ".xml", ".musicxml", ".ttml", ".dae", ".x3d") { IsText = true };

    public static readonly MediaType Zip = new(
        "application/zip", ".zip", ".usdz", ".3mf", ".epub", ".docx", ".xlsx", ".pptx", ".mxl", ".cbz", ".kmz", ".lottie") { Shortest = 22 };
    public static readonly MediaType Gzip = new("application/gzip", ".gz", ".tgz", ".spz", ".svgz") { Shortest = 18 };
    public static readonly MediaType SevenZip = new("application/x-7z-compressed", ".7z") { Shortest = 32 };
    public static readonly MediaType Rar = new("application/vnd.rar", ".rar") { Shortest = 20 };
    public static readonly MediaType Tar = new("application/x-tar", ".tar") { Shortest = 512 };
    public static readonly MediaType Pdf = new("application/pdf", ".pdf") { Shortest = 40 };
    public static readonly MediaType Glb = new("model/gltf-binary", ".glb", ".vrm") { Shortest = 20 };
    public static readonly MediaType Ply = new("model/x-ply", ".ply") { Shortest = 20 };
    public static readonly MediaType Fbx = new("model/x-fbx", ".fbx") { Shortest = 27 };
    public static readonly MediaType Stl = new("model/stl", ".stl") { IsText = true };

    private static readonly MediaType[] All =
    [
        Png, Jpeg, Gif, Webp, Avif, Heic, Jxl, Jp2, Tiff, Bmp, Svg, Psd, Exr, Hdr,
        Mp4, QuickTime, ThreeGp, Webm, Matroska, Avi, TransportStream, Mpeg, Flv, Asf, OggVideo,
        Mp3, Mp2, Aac, M4a, Wav, Flac, Ogg, Opus, Aiff, Midi, Amr, Caf, Au,
        Text, Vtt, Srt, Html, Json, Xml, Zip, Gzip, SevenZip, Rar, Tar, Pdf, Glb, Ply, Fbx, Stl,
    ];

    // What servers call these types, beside their registered names.
    private static readonly Dictionary<string, MediaType> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/jpg"] = Jpeg, ["image/pjpeg"] = Jpeg, ["image/x-png"] = Png, ["image/apng"] = Png,
        ["image/heif"] = Heic, ["image/x-ms-bmp"] = Bmp, ["image/x-bmp"] = Bmp,
        ["image/svg"] = Svg, ["video/x-m4v"] = Mp4, ["video/avi"] = Avi, ["video/msvideo"] = Avi, ["video/mp2ts"] = TransportStream, ["video/3gpp2"] = ThreeGp,
        ["video/x-ms-wmv"] = Asf, ["audio/x-ms-wma"] = Asf, ["audio/webm"] = Webm, ["application/ogg"] = Ogg, ["application/mp4"] = Mp4,
        ["audio/mp3"] = Mp3, ["audio/x-mp3"] = Mp3, ["audio/mpeg3"] = Mp3, ["audio/x-mpeg-3"] = Mp3, ["audio/x-mpeg"] = Mp3,
        ["audio/aacp"] = Aac, ["audio/x-aac"] = Aac, ["audio/x-m4a"] = M4a, ["audio/m4a"] = M4a, ["audio/x-mp4"] = M4a,
        ["audio/x-wav"] = Wav, ["audio/wave"] = Wav, ["audio/vnd.wave"] = Wav, ["audio/x-pn-wav"] = Wav, ["audio/x-flac"] = Flac,
        ["audio/x-aiff"] = Aiff, ["audio/x-midi"] = Midi, ["audio/mid"] = Midi, ["audio/sp-midi"] = Midi, ["audio/caf"] = Caf,
        ["text/json"] = Json, ["text/xml"] = Xml, ["application/xhtml+xml"] = Html, ["application/srt"] = Srt, ["text/srt"] = Srt,
        ["application/x-zip-compressed"] = Zip, ["application/x-zip"] = Zip, ["application/x-gzip"] = Gzip,
        ["application/x-rar-compressed"] = Rar, ["model/gltf+json"] = Json,
    };

    private readonly string[] _extensions;

    private MediaType(string name, params string[] extensions)
    {
        Name = name;
        _extensions = extensions;
    }

    /// <summary>The name, such as <c>image/png</c>.</summary>
    public string Name { get; }

    /// <summary>The usual extension, with the dot.</summary>
    public string Extension => _extensions[0];

    /// <summary>How many bytes the shortest whole file has: what is shorter was cut off.</summary>
    public int Shortest { get; private init; } = 1;

    /// <summary>True for what is written in letters, as error pages are.</summary>
    public bool IsText { get; private init; }

    /// <summary>True for pictures, films and sound.</summary>
    public bool IsMedium => Name.Split('/')[0] is "image" or "video" or "audio";

    /// <summary>The type that a server tells; null when it tells none that is known.</summary>
    /// <param name="name">The name, without parameters.</param>
    public static MediaType? ByName(string? name)
    {
        if (name is null)
        {
            return null;
        }

        return Array.Find(All, type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? (OtherNames.TryGetValue(name, out MediaType? known) ? known
            : name.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? Json
            : name.EndsWith("+xml", StringComparison.OrdinalIgnoreCase) ? Xml
            : name.EndsWith("+zip", StringComparison.OrdinalIgnoreCase) ? Zip
            : name.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? Text
            : null);
    }

    /// <summary>The type that a file's name tells; null when it tells none that is known.</summary>
    /// <param name="extension">The extension, with the dot.</param>
    public static MediaType? ByExtension(string extension) =>
        Array.Find(All, type => type.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase)) ?? Array.Find(All, type => type.Allows(extension));

    /// <summary>True when files of this type may well have this extension: a usdz is a zip, an m4v an mp4.</summary>
    /// <param name="extension">The extension, with the dot.</param>
    public bool Allows(string extension) => Array.Exists(_extensions, own => own.Equals(extension, StringComparison.OrdinalIgnoreCase));
}
