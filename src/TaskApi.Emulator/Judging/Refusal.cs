namespace TaskApi.Emulator;

/// <summary>Why a request is refused, and the parameter at fault by its wire name.</summary>
internal sealed record Refusal(string Parameter, string Message);
