using System;

namespace TaskApi.Emulator;

/// <summary>A file that was put up: its bytes, or the address where it lies.</summary>
internal sealed record UploadedFile
{
    public byte[] Bytes { get; init; } = [];

    public string Extension { get; init; } = FileType.Unknown;

    /// <summary>Set when the file was given as an address: the emulator fetches nothing, it sends the reader there.</summary>
    public Uri? Address { get; init; }
}
