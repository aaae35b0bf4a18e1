namespace System.Runtime.CompilerServices;

/// <summary>Marks a property's setter as <c>init</c>; records and init-only properties are made with it. .NET has it since 5.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class IsExternalInit;
