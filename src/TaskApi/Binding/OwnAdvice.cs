using System.Text.RegularExpressions;

namespace TaskApi.Binding;

/// <summary>Says of the module's own objects why they are no request, and what to give instead. Nothing was sent in any of these cases.</summary>
internal static class OwnAdvice
{
    // The service gives UUIDs and ULIDs.
    private static readonly Regex TaskIdentifier =
        new("^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-7][0-9a-hjkmnp-tv-z]{25})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>How to give what comes through a pipeline to a parameter that takes addresses.</summary>
    public const string ForEachOfPipeline = "for each of the pipeline: ... | New-GenTask kuaishou/kling-2.6 -Prompt '...' -StartImageUrl { $_ }";

    /// <summary>True for an identifier of the form that the service gives its tasks.</summary>
    public static bool IsTaskIdentifier(string word) => TaskIdentifier.IsMatch(word);

    /// <summary>An object that stands for no request at all.</summary>
    public static GenServiceException NoRequest(OwnObject own)
    {
        string advice = own.Kind switch
        {
            OwnKind.Output => "It is a result. Give it to a parameter, for example -StartImageUrl $output, or " + ForEachOfPipeline + ".",
            OwnKind.File => "It is a saved result. Give it to a parameter, for example -StartImageUrl $file, or " + ForEachOfPipeline +
                "; or pipe the file's Task to send its request again.",
            OwnKind.Upload => "It is an uploaded file. Give it to a parameter, for example -StartImageUrl $upload, or " + ForEachOfPipeline + ".",
            OwnKind.Model => "It is a model. Name it: Get-GenModel ... | ForEach-Object { New-GenTask $_.Id -Prompt '...' }.",
            OwnKind.Parameter => "It describes a parameter of a model. Give the parameter's value, for example -Prompt '...'.",
            OwnKind.Problem => "It tells what is wrong with a request. Correct the request and pipe that.",
            OwnKind.Summary => "It is a sum of prices. Pipe the requests themselves, or their prices (Get-GenPrice without -Summary).",
            OwnKind.Batch => "It sums a batch up. Get-GenTask -Batch NAME lists its tasks.",
            _ => "Pipe rows (Import-Csv, hashtables), requests (Import-GenRequest) or prompts as text.",
        };
        return Refused($"A {own.TypeName} is no request. {advice}");
    }

    /// <summary>A check or a price that has lost its request on the way.</summary>
    public static GenServiceException LostRequest(OwnObject own) =>
        Refused($"A {own.TypeName} that came through a job or a remote session, or back from a file, has lost its request. Pass the request itself on: its " +
            "property Request.");

    /// <summary>A script block where nothing is piped.</summary>
    public static GenServiceException NothingPiped(string parameter, string command) => Refused(
        $"The script block of {parameter} is evaluated for each object of the pipeline, and nothing is piped. Give a value in its place, or pipe "
        + $"something to {command}.");

    /// <summary>A task that is piped to another model, which takes nothing of it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="model">The other model; null when the catalog does not know it.</param>
    /// <param name="named">The other model as it is named on the line.</param>
    /// <param name="hasScripts">True when there are script blocks on the line, none of which uses the task.</param>
    public static GenServiceException OtherModel(GenTask task, GenModel? model, string named, bool hasScripts) => Refused(
        $"Task {task.Id} is of {task.Model}, and the command names {named}. "
        + "Another model takes nothing over from a task's input, and "
        + (hasScripts ? "the script blocks on the line do not use it either: there is no $_ in them. " : "no parameter takes anything of the task. ")
        + $"To go on from its result, give that with a script block, for example ... | New-GenTask {named} {Taking(model)}; "
        + "to send the task once more, name no other model; to ask another model the same, pipe @{ input = $task.Input }.");

    /// <summary>How to give a task's result to a model.</summary>
    private static string Taking(GenModel? model)
    {
        string prompt = model?.FindParameter("prompt") is null ? "" : "-Prompt '...' ";
        foreach (GenParameter parameter in model?.Parameters ?? [])
        {
            if (parameter.Format == GenParameterFormat.Url)
            {
                return $"{prompt}-{parameter.PascalName} {{ $_.Url }}";
            }
        }

        return $"{prompt}-Input @{{ {(model?.Kind == GenKind.Image ? "image_url" : "video_url")} = {{ $_.Url }} }}";
    }

    /// <summary>A price of another model than the one that is named.</summary>
    public static GenServiceException OtherPrice(string model, string named) => Refused(
        $"The price is one of {model}, and the command names {named}, which has another. Leave the model out to send the request that was priced, or pipe " +
        $"the price's Request to ask {named} the same.");

    /// <summary>A task of which it is not known any more what was asked.</summary>
    public static GenServiceException UnknownInput(GenTask task, bool wasLost) => Refused(
        $"Task {(task.Id.Length == 0 ? "without an id" : task.Id)} cannot be asked for again: " +
        (wasLost
            ? "its Input was lost, in part or whole, where the task was saved. Export-Clixml keeps it, Export-Csv, and ConvertTo-Json -Depth 10. Pipe the " +
                "request itself."
            : "what was asked is not known, only the task. Pipe the request itself, or the task as New-GenTask returned it."));

    /// <summary>An object in a table or list that Import-GenRequest has read: it must not be paid for as a row of requests.</summary>
    /// <param name="source">The file and line.</param>
    /// <param name="typeName">What the object is.</param>
    public static GenServiceException WrittenOut(GenSource source, string typeName) => Refused(
        $"{source}: a {typeName} that was exported is no row of requests. Import-Csv, or Get-Content -Raw with ConvertFrom-Json, reads it as what it is.");

    /// <summary>An id or a file in a model's place; null for what may be one.</summary>
    public static GenServiceException? NoModel(string name) => PromptText.IsFileName(name.Trim())
        ? Refused($"{ValueText.Show(name)} is the name of a file and no model. What Import-GenRequest reads of a table is piped; a picture, film or " +
            "sound belongs to a parameter, for example -StartImageUrl.")
        : IsTaskIdentifier(name.Trim())
        ? Refused($"{ValueText.Show(name)} looks like the id of a task and is no model. A task is piped: Get-GenTask {name.Trim()} | New-GenTask sends it " +
            "once more.")
        : null;

    /// <summary>A row that has lost a part on the way.</summary>
    public static GenServiceException Remains(string name, string remains) => Refused(
        $"{name} holds {ValueText.Show(remains)}: an object that was lost on the way through a job or a remote session, which keep objects one level deep. " +
        "Use hashtables and arrays for nested values, or JSON text.");

    private static GenServiceException Refused(string problem) => new(GenErrorCode.InvalidInput, problem + " Nothing was sent.");
}
