namespace TaskApi;

/// <summary>A result that was saved, as the ledger knows it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Output">The result's place among the task's, from 0.</param>
/// <param name="Path">The file's full path.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="MediaType">What it is, such as <c>image/png</c>.</param>
/// <param name="Sha256">The SHA-256 of its bytes in small hexadecimal letters; null when nobody noted it.</param>
public sealed record LedgerFile(string TaskId, int Output, string Path, long Length, string MediaType, string? Sha256 = null);
