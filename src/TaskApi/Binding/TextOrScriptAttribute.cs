using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Lets a script block be an argument where a text is one otherwise: the engine would take the block's own words for the text.
/// </summary>
internal sealed class TextOrScriptAttribute : ArgumentTransformationAttribute
{
    private static readonly GenParameter Text = new() { Type = GenParameterType.String };

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is null or ScriptBlock ? value
            : ValueText.TryConvert(Text, value, out object text) ? text
            : throw new ArgumentTransformationMetadataException($"{ValueText.Show(value)} is not {ValueText.Describe(Text)}. Nothing was sent.");
    }
}
