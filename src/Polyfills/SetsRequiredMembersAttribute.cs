namespace System.Diagnostics.CodeAnalysis;

/// <summary>Marks a constructor that sets all <c>required</c> properties itself, as a record's copying one does. .NET has it since 7.</summary>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Constructor)]
internal sealed class SetsRequiredMembersAttribute : Attribute;
