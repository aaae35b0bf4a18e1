using System.Collections.Generic;

namespace TaskApi;

/// <summary>What a request would cost, as the service says.</summary>
public sealed class GenPrice
{
    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The price in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>True when the service was asked about this very request; false when an equal one's answer was used.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The request that was priced.</summary>
    public GenRequest Request { get; init; } = new();

    /// <summary>The request's key; null for none.</summary>
    public string? Key => Request.Key;

    /// <summary>The request's prompt; null for none.</summary>
    public string? Prompt => Request.Prompt;

    /// <summary>The request's input.</summary>
    public IDictionary<string, object?> Input => Request.Input;

    /// <summary>Where the service shall post the request's result; null for nowhere.</summary>
    public string? CallbackUrl => Request.CallbackUrl;

    /// <summary>True when the request says that it is a dry run; see <see cref="GenRequest.DryRun"/>.</summary>
    public bool DryRun => Request.DryRun;

    /// <summary>The file and line that the request was read from; null when it came from elsewhere.</summary>
    public GenSource? Source => Request.Source;

    /// <summary>What tells the request from others at a glance: its key, else its file and line, else how its prompt begins.</summary>
    public string Label => Request.Label;

    /// <summary>The model's name without its provider, as tables show it.</summary>
    public string ModelText => Cell.Model(Model);

    /// <summary>The price with four decimals and a point, whatever the culture, as tables show it.</summary>
    public string CostText => Cell.Money(Cost);
}
