namespace Microsoft.CodeAnalysis;

/// <summary>
/// Tells the compiler that a type belongs to its own library alone: what Core lets its neighbours see, they do not see of these, and so meet no
/// type twice (.NET's own and ours). The compiler knows it by this name.
/// </summary>
[System.AttributeUsage(System.AttributeTargets.All)]
internal sealed class EmbeddedAttribute : System.Attribute;
