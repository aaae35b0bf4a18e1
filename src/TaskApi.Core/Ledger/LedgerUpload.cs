using System;

namespace TaskApi;

/// <summary>A file that was uploaded, as the ledger knows it: the same content need not be sent again while its address is good.</summary>
/// <param name="Host">Where to.</param>
/// <param name="Sha256">The SHA-256 of the content, in small hexadecimal digits.</param>
/// <param name="Url">Its address on the web.</param>
/// <param name="Path">The local file's full path.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="MediaType">What it is, such as <c>image/png</c>.</param>
/// <param name="UploadedAt">When; the store's clock says it.</param>
public sealed record LedgerUpload(string Host, string Sha256, string Url, string Path, long Length, string MediaType, DateTimeOffset UploadedAt);
