using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace TaskApi.Reporting;

/// <summary>A task as a card of the gallery.</summary>
internal sealed class CardView
{
    // Where models take what is to be made, the one that says most first.
    private static readonly string[] PromptNames = ["prompt", "gpt_description_prompt", "text"];

    private CardView(ReportEntry entry, int number)
    {
        GenTask task = entry.Task;
        Number = number;
        Title = TitleOf(task);
        Status = entry.Status;
        Model = task.Model is { } model ? VisibleText.Line(model) : null;
        Kind = task.Kind == GenKind.Unknown ? null : task.Kind.ToString();
        string? promptName = Array.Find(PromptNames, name => task.Input?.TryGetValue(name, out object? value) == true && value is string { Length: > 0 });
        Prompt = (promptName is null ? task.Prompt : (string)task.Input![promptName]!) is { } prompt ? VisibleText.Of(prompt) : null;
        string? reason = task.Status == GenTaskStatus.Failed ? task.Error ?? "The service told no reason." : null;
        Problem = (entry.Problem ?? reason) is { } problem ? VisibleText.Of(problem) : null;
        CostText = entry.MayCost || task.Cost is not null ? Wording.Money(task.Cost, task.EstimatedCost) : null;
        IsEstimate = task.Cost is null && CostText is not null;
        Cost = (task.Cost ?? (entry.MayCost ? task.EstimatedCost : null) ?? 0).ToString(CultureInfo.InvariantCulture);
        TimeText = task.Elapsed is { } elapsed ? Wording.Span(elapsed) : null;
        Seconds = Wording.Number(task.Elapsed?.TotalSeconds ?? -1);
        Submitted = task.SubmittedAt is { } moment ? moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "0";
        Facts = FactsOf(task);
        Parameters = ParametersOf(task, promptName);
    }

    /// <summary>The card's number, from 1.</summary>
    public int Number { get; }

    /// <summary>What tells it from the others.</summary>
    public string Title { get; }

    /// <summary>The state in one word.</summary>
    public string Status { get; }

    /// <summary>The model; null when it is not known.</summary>
    public string? Model { get; }

    /// <summary>What the model makes; null when that is not known.</summary>
    public string? Kind { get; }

    /// <summary>The prompt, or what stands for one; null for none.</summary>
    public string? Prompt { get; }

    /// <summary>Why there is no result; null when there is one, or will be.</summary>
    public string? Problem { get; }

    /// <summary>The cost, with ~ where it is an estimate; null when it is not known.</summary>
    public string? CostText { get; }

    /// <summary>True when nobody has told the cost yet.</summary>
    public bool IsEstimate { get; }

    /// <summary>The cost to sort by.</summary>
    public string Cost { get; }

    /// <summary>How long it took; null when that is not known.</summary>
    public string? TimeText { get; }

    /// <summary>The time to sort by.</summary>
    public string Seconds { get; }

    /// <summary>When it was submitted, to sort by.</summary>
    public string Submitted { get; }

    /// <summary>What else is known of the task.</summary>
    public IReadOnlyList<FactView> Facts { get; }

    /// <summary>The input without the prompt.</summary>
    public IReadOnlyList<FactView> Parameters { get; }

    /// <summary>The results.</summary>
    public MediaView[] Media { get; private init; } = [];

    /// <summary>The card of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="folder">The folder of the page, from which files are linked.</param>
    /// <param name="budget">How much is embedded.</param>
    /// <param name="stop">Ends the reading of what is embedded.</param>
    public static CardView Of(ReportEntry entry, int number, string folder, EmbedBudget budget, CancellationToken stop) =>
        new(entry, number) { Media = MediaView.Of(entry, folder, budget, stop) };

    /// <summary>What tells a task from others at a glance.</summary>
    public static string TitleOf(GenTask task) => task.Label is { Length: > 0 } label ? label : task.Id.Length > 0 ? task.IdText : "request";

    private static List<FactView> FactsOf(GenTask task)
    {
        var facts = new List<FactView>();
        Add("Task", task.Id);
        Add("Key", task.Key == TitleOf(task) ? null : task.Key);
        Add("Batch", task.Batch);
        Add("From", task.Source?.ToString());
        Add("Made from", string.Join(", ", task.Parents));
        Add("Submitted", task.SubmittedAt is { } begin ? Wording.Moment(begin) : null);
        Add("Ended", task.CompletedAt is { } end ? Wording.Moment(end) : null);
        return facts;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                facts.Add(new FactView(name, VisibleText.Line(value!)));
            }
        }
    }

    private static List<FactView> ParametersOf(GenTask task, string? promptName)
    {
        var parameters = new List<FactView>();
        foreach (KeyValuePair<string, object?> parameter in task.Input ?? new Dictionary<string, object?>())
        {
            if (parameter.Key != promptName && parameter.Value is { } value)
            {
                parameters.Add(new FactView(VisibleText.Line(parameter.Key), VisibleText.Of(TextOf(value))));
            }
        }

        return parameters;
    }

    private static string TextOf(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonText.CanHold(value) ? JsonText.ToText(value) : value.ToString() ?? "",
    };
}

/// <summary>A name and a value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
internal sealed record FactView(string Name, string Value);
