using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Converts an argument by the module's own rules before PowerShell's: the engine rounds 5.5 to 6 and reads "2,5" as 25 without a word,
/// and a wrong generation would be paid for.
/// </summary>
internal sealed class ExactValueAttribute : ArgumentTransformationAttribute
{
    private readonly bool _takesScripts;

    /// <summary>Converts for a parameter of a model.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="takesScripts">
    /// Let script blocks through, which are evaluated for each object of the pipeline: the parameter is of the type object then.
    /// </param>
    public ExactValueAttribute(GenParameter parameter, bool takesScripts) => (Parameter, _takesScripts) = (parameter, takesScripts);

    /// <summary>The parameter of the model.</summary>
    public GenParameter Parameter { get; }

    /// <summary>
    /// The plain value as it was given, where it holds results, files or script blocks: what they stand for is put in their place with the
    /// request's other values.
    /// </summary>
    public object? Given { get; private set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = PlainValue.From(inputData);
        if (plain is null)
        {
            throw new ArgumentTransformationMetadataException($"{Parameter.Name} is $null. Leave the parameter out, or give {ValueText.Describe(Parameter)}.");
        }

        if (_takesScripts && PipelineScript.IsHeldBy(plain))
        {
            Given = plain;
            return inputData;
        }

        if (!ResultValue.TryResolve(Parameter, plain, out object? value, out string? problem))
        {
            throw new ArgumentTransformationMetadataException(problem + " Nothing was sent.");
        }

        // A file on the disk is its path here, and itself in the request.
        object text = LocalPath.Takes(Parameter.Name, Parameter) ? LocalPath.AsText(value)! : value!;
        Given = ReferenceEquals(text, plain) ? null : plain;
        if (!ValueText.TryConvert(Parameter, text, out object converted))
        {
            throw new ArgumentTransformationMetadataException($"{ValueText.Show(value)} is not {ValueText.Describe(Parameter)}. Nothing was sent.");
        }

        return converted is List<object?> list ? ToArray(list) : converted;
    }

    private object ToArray(List<object?> list)
    {
        if (Parameter.Type != GenParameterType.StringArray)
        {
            return list.ToArray();
        }

        string[] texts = new string[list.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = (string)list[i]!;
        }

        return texts;
    }
}
