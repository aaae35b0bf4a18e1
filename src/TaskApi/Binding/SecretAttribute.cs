using System.Management.Automation;
using System.Security;

namespace TaskApi.Binding;

/// <summary>Says how a secret is given, instead of the engine's own error, which repeats what was given: perhaps the key.</summary>
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    /// <summary>The parameter, where it is not the key.</summary>
    public string? Parameter { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapper ? wrapper.BaseObject : inputData) is null or SecureString
            ? inputData
            : throw new ArgumentTransformationMetadataException(Parameter is { } name
                ? $"The secret must be a secure string: -{name} (Read-Host -AsSecureString), or -{name} (ConvertTo-SecureString $secret -AsPlainText " +
                    "-Force). What was typed may be in the history of this prompt. Nothing was sent."
                : "The key must be a secure string. At the prompt: -ApiKey (Read-Host -AsSecureString). In a script that reads it from where secrets are " +
                    "kept: " +
                "-ApiKey (ConvertTo-SecureString $key -AsPlainText -Force), or set the environment variable UNIFICALLY_API_KEY and leave -ApiKey out. " +
                "What was typed may be in the history of this prompt. Nothing was sent.");
}
