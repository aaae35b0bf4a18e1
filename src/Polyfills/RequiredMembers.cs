namespace System.Runtime.CompilerServices;

/// <summary>Marks a <c>required</c> property, and the type that has one. .NET has it since 7.</summary>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
internal sealed class RequiredMemberAttribute : Attribute;

/// <summary>Keeps compilers that do not know a feature, such as required members, from what needs it. .NET has it since 7.</summary>
/// <param name="featureName">The feature, in the compiler's words.</param>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    /// <summary>The feature, in the compiler's words.</summary>
    public string FeatureName { get; } = featureName;
}
