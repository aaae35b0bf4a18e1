namespace TaskApi;

/// <summary>What speaks for it that an identifier in an answer is a task's; the best first.</summary>
internal enum TaskIdRank
{
    /// <summary><c>task_id</c>, however spelled, at the root or within <c>data</c>, <c>result</c>, <c>response</c> or <c>task</c>.</summary>
    Named,

    /// <summary>The <c>id</c> of a <c>task</c> there.</summary>
    OfTask,

    /// <summary><c>task_id</c>, however spelled, anywhere else.</summary>
    NamedElsewhere,

    /// <summary><c>task_id</c> in a text that is no JSON, or no longer.</summary>
    InText,

    /// <summary>An <c>id</c> within <c>data</c>, <c>result</c> or <c>response</c>: a task's, unless the answer is an error; then more likely a
    /// request's.</summary>
    Plain,

    /// <summary>An <c>id</c> at the root: the same, unless it stands beside <c>data</c> and belongs to the envelope.</summary>
    AtRoot,

    /// <summary>Any other <c>id</c>: of a user, a model, a request. Never taken for a task's, but told to a person who looks for one.</summary>
    Other,
}

/// <summary>An identifier seen in an answer.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Rank">What speaks for it.</param>
/// <param name="From">Where the object around it begins in the text.</param>
internal sealed record TaskIdSighting(string Id, TaskIdRank Rank, int From)
{
    /// <summary>Where the object around it ends; null when the text ends first.</summary>
    public int? To { get; set; }
}
