namespace TaskApi;

/// <summary>What a column of a table, or a name in an object, stands for.</summary>
internal enum RequestField
{
    /// <summary>A parameter of the model, or a name that it does not know: part of <see cref="GenRequest.Input"/>.</summary>
    Input,

    /// <summary><see cref="GenRequest.Model"/>.</summary>
    Model,

    /// <summary><see cref="GenRequest.CallbackUrl"/>.</summary>
    CallbackUrl,

    /// <summary><see cref="GenRequest.Key"/>.</summary>
    Key,

    /// <summary><see cref="GenRequest.DryRun"/>.</summary>
    DryRun,
}
