using System.Collections.Generic;

namespace TaskApi;

/// <summary>A request for one generation: a model and its input, and what the user wants to recognise it by.</summary>
public sealed record GenRequest
{
    /// <summary>The model's identifier, <c>provider/name</c>; null when the command that sends the request names it.</summary>
    public string? Model { get; set; }

    /// <summary>The input by parameter name. Values are text, numbers, booleans, lists and dictionaries.</summary>
    public IDictionary<string, object?> Input { get => field ??= new InputValues(); init => field = value is null ? null : InputValues.Of(value); }

    /// <summary>The prompt; null for none.</summary>
    public string? Prompt => InputValues.Prompt(Input);

    /// <summary>Where the service shall post the result; null for nowhere.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>The user's own name for the request, for example a column of the table; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// What addresses in the input stand for: by the address, a task's result (<c>task:ID/NUMBER</c>) or a file's content
    /// (<c>sha256:HEX</c>). Addresses of results are signed anew and those of uploads expire: the same picture stays the same request of a
    /// batch. An address that the input does not hold any more means nothing here. Null for none.
    /// </summary>
    internal IReadOnlyDictionary<string, string>? Origins { get; init; }

    /// <summary>The tasks that the input came from, see <see cref="GenTask.Parents"/>.</summary>
    internal IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>
    /// The local files of the input, by their full paths, which stand in it until the files are uploaded, right before the request is sent; null
    /// for none.
    /// </summary>
    internal IReadOnlyDictionary<string, LocalMedium>? Files { get; init; }

    /// <summary>
    /// True when the request says <c>dry_run</c>: it asks what it would cost, as <c>Get-GenPrice</c> does, and is never submitted as a paid task.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>The file and line that the request was read from; null when it came from elsewhere.</summary>
    public GenSource? Source { get; init; }

    /// <summary>
    /// True when the input is a table's row. Rows hold text, their empty cells mean "not given", and they may have columns that are no
    /// parameters at all. False when someone wrote the input for this request: then an unknown name is a mistake.
    /// </summary>
    public bool IsRow { get; init; }

    /// <summary>What tells the request from others at a glance: its key, else its file and line, else how its prompt begins.</summary>
    public string Label => Cell.Label(Key, Source, Input);

    /// <summary>The model's name without its provider, as tables show it.</summary>
    public string ModelText => Cell.Model(Model);

    /// <summary>The beginning of the input as JSON, as tables show it.</summary>
    public string InputText => Cell.Input(Input);

    /// <summary>The model and where the request came from.</summary>
    public override string ToString() => Source is null ? Model ?? "(no model)" : $"{Model ?? "(no model)"} ({Source})";
}
