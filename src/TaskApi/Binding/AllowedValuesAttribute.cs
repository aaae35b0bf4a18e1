using System;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Refuses what a model's parameter does not allow while a command is bound, as ValidateSet does, which lets no script block through: what that
/// results in is checked with the request.
/// </summary>
internal sealed class AllowedValuesAttribute(GenParameter parameter, string[] allowed) : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        object? plain = arguments is PSObject wrapper ? wrapper.BaseObject : arguments;
        string text = LanguagePrimitives.ConvertTo<string>(plain) ?? "";
        if (!PipelineScript.IsHeldBy(plain) && !Array.Exists(allowed, value => value.Equals(text, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ValidationMetadataException($"{parameter.Name} is {ValueText.Show(text)}; allowed: {string.Join(", ", allowed)}. Nothing was sent.");
        }
    }
}
