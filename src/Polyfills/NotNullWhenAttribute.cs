namespace System.Diagnostics.CodeAnalysis;

/// <summary>Says that a parameter is not null when the method returns the given answer. .NET has it since Core 3.0.</summary>
/// <param name="returnValue">The answer.</param>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    /// <summary>The answer after which the parameter is not null.</summary>
    public bool ReturnValue { get; } = returnValue;
}
