namespace TaskApi.Binding;

/// <summary>What an object of the pipeline means to a command that takes requests.</summary>
/// <param name="Request">The request, or the beginning of one.</param>
/// <param name="IsText">True for a prompt as text.</param>
internal readonly record struct ReadItem(GenRequest Request, bool IsText = false);
