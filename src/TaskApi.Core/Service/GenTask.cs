using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>A task at one moment: what was asked, how far it is, and what came out. Later states are new objects.</summary>
public sealed record GenTask
{
    private static readonly JoinedList<string> None = JoinedList<string>.Of([], " ");

    /// <summary>The identifier that the service gave.</summary>
    public string Id { get; init; } = "";

    /// <summary>The model; null for a task that is known by its identifier alone, until the service tells.</summary>
    public string? Model { get; init; }

    /// <summary>What the model makes.</summary>
    public GenKind Kind { get; init; }

    /// <summary>The state.</summary>
    public GenTaskStatus Status { get; init; }

    /// <summary>The input as it was sent; null for a task that was not submitted here.</summary>
    public IDictionary<string, object?>? Input { get; init => field = value is null ? null : InputValues.Of(value); }

    /// <summary>What addresses in the input stand for, see <see cref="GenRequest.Origins"/>; null for none, or when that is not known.</summary>
    internal IReadOnlyDictionary<string, string>? Origins { get; init; }

    /// <summary>
    /// The tasks that the input came from, by their identifiers: whose results it holds, or of which a script block took something; empty for none,
    /// or when that is not known.
    /// </summary>
    public IReadOnlyList<string> Parents { get; init => field = value.Count == 0 ? None : JoinedList<string>.Of(value, " "); } = None;

    /// <summary>
    /// The prompt as it was sent; null for none, or when it is not known. It may be known where the rest of the input is not: tables often
    /// keep no more.
    /// </summary>
    public string? Prompt { get => field ?? InputValues.Prompt(Input); init; }

    /// <summary>Where the service was asked to post the result; null for nowhere, or when that is not known.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>What the service charged, in US dollars; null while it has not said, and some answers never say it.</summary>
    public decimal? Cost { get; init; }

    /// <summary>
    /// What the task will probably cost, in US dollars: by the service's quote where one was asked, else by the catalog's list price; null when
    /// neither is known. It never is what was charged.
    /// </summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>When the service accepted the task; null for a task that was not submitted here.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When the task was first seen to have ended; null while it runs.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>
    /// From acceptance to the first sight of the end, as the service counts time: the local emulator's seconds are shorter than those of this
    /// machine's clock, by which the two moments are told. Null while one of them is not known.
    /// </summary>
    public TimeSpan? Elapsed { get => field ?? CompletedAt - SubmittedAt; init; }

    /// <summary>The results; empty until the task has completed.</summary>
    public IReadOnlyList<GenOutput> Outputs { get; init => field = JoinedList<GenOutput>.Of(value, GenOutput.Join); } = [];

    /// <summary>Where the first result can be downloaded, for a limited time; null while there is none.</summary>
    public string? Url => GenOutput.FirstUrl(Outputs);

    /// <summary>Where the results can be downloaded, for a limited time, in their order; empty while there are none.</summary>
    public IReadOnlyList<string> Urls => Outputs.Count == 0 ? None : JoinedList<string>.Of(GenOutput.AllUrls(Outputs), " ");

    /// <summary>Why the task failed, in the service's words; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The batch that the task belongs to; null for none.</summary>
    public string? Batch { get; init; }

    /// <summary>The user's own name for the request; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The file and line that the request was read from; null when it came from elsewhere.</summary>
    public GenSource? Source { get; init; }

    /// <summary>The last answer about the task as it came (JSON text as a rule), with every field that this module does not know and without the key; null
    /// before the first.</summary>
    public string? Raw { get; init; }

    /// <summary>True when the task has ended, with or without a result.</summary>
    public bool IsEnded => Status is GenTaskStatus.Completed or GenTaskStatus.Failed;

    /// <summary>What tells the task from others at a glance: its key, else the file and line of its request, else how its prompt begins.</summary>
    public string Label => Cell.Label(Key, Source, Input);

    /// <summary>The identifier as tables show it: without anything that a terminal obeys or that misleads a reader.</summary>
    public string IdText => VisibleText.Line(Id);

    /// <summary>The model's name without its provider, as tables show it.</summary>
    public string ModelText => Cell.Model(Model);

    /// <summary>
    /// The cost with four decimals and a point, whatever the culture, as tables show it; with ~ before it where it is an estimate, empty where
    /// nothing is known.
    /// </summary>
    public string CostText => Cell.Money(Cost, EstimatedCost);

    /// <summary>The request that the task was made of, as it was sent.</summary>
    public GenRequest ToRequest() => new()
    {
        Model = Model,
        Input = Input ?? new InputValues(),
        Origins = Origins,
        Parents = Parents,
        CallbackUrl = CallbackUrl,
        Key = Key,
        Source = Source,
    };

    /// <summary>The identifier, so that a task can stand wherever an identifier is asked for.</summary>
    public override string ToString() => Id;
}
