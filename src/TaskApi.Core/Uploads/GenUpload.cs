using System;

namespace TaskApi;

/// <summary>A local file that was uploaded, now or before. Given to a parameter that takes a URL, it stands for its URL.</summary>
public sealed record GenUpload
{
    /// <summary>The local file's full path.</summary>
    public string Path { get; init; } = "";

    /// <summary>The file's name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The full path under the name that PowerShell's file commands take from the pipeline.</summary>
    public string FullName => Path;

    /// <summary>The size in bytes.</summary>
    public long Length { get; init; }

    /// <summary>What the file is, by its first bytes, such as <c>image/png</c>.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>The SHA-256 of the content that was uploaded, in small hexadecimal digits.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The file's address on the web.</summary>
    public string Url { get; init; } = "";

    /// <summary>When it was uploaded. How long the address is good for is not documented; after <see cref="UploadBook.GoodFor"/> it is uploaded anew.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>Where it was uploaded to.</summary>
    public string UploadEndpoint { get; init; } = "";

    /// <summary>True when the same content had been uploaded before, and nothing was sent.</summary>
    public bool WasKnown { get; init; }

    /// <summary>True while its address may be counted on.</summary>
    internal bool IsGood => TimeProvider.System.GetUtcNow() - UploadedAt < UploadBook.GoodFor && Url.Length > 0;

    /// <summary>The address.</summary>
    public override string ToString() => Url;
}
