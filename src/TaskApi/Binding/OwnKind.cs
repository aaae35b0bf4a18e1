namespace TaskApi.Binding;

/// <summary>What one of the module's own objects is, as far as it makes a difference to a pipeline.</summary>
internal enum OwnKind
{
    /// <summary>A <see cref="GenTask"/>, or the service's own answer about one.</summary>
    Task,

    /// <summary>A <see cref="GenOutput"/>.</summary>
    Output,

    /// <summary>A <see cref="GenFile"/>.</summary>
    File,

    /// <summary>A <see cref="GenUpload"/>.</summary>
    Upload,

    /// <summary>A <see cref="GenRequest"/>.</summary>
    Request,

    /// <summary>A <see cref="GenRequestCheck"/>.</summary>
    Check,

    /// <summary>A <see cref="GenPrice"/>.</summary>
    Price,

    /// <summary>A <see cref="GenModel"/>.</summary>
    Model,

    /// <summary>A <see cref="GenParameter"/>.</summary>
    Parameter,

    /// <summary>A <see cref="GenProblem"/>.</summary>
    Problem,

    /// <summary>A <see cref="GenPriceSummary"/>, or a line of one.</summary>
    Summary,

    /// <summary>A <see cref="GenBatch"/>.</summary>
    Batch,

    /// <summary>Any other object of the module's: a session, a rule, a place in a file.</summary>
    Other,
}
