namespace TaskApi;

/// <summary>The uploads of a session that are under way at a moment.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Sent">How many bytes of them have been sent.</param>
/// <param name="Length">How many bytes they have.</param>
/// <param name="Name">The name of the first of them; empty when there is none.</param>
public sealed record UploadOutlook(int Files, long Sent, long Length, string Name);
