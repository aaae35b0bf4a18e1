using System;
using System.Collections.Generic;
using System.IO;

namespace TaskApi;

/// <summary>
/// Finds the local files that stand in requests where a URL belongs, and looks whether they may be uploaded. Nothing is uploaded here. One for
/// each pipeline: a file that many rows name is looked at once, as long as it stays as it is.
/// </summary>
/// <param name="location">The full path of the folder that paths are relative to which stand in no file; null: there are no local files.</param>
internal sealed class LocalFiles(string? location)
{
    private const string UrlForm = "it must be an absolute URL that starts with https:// or http://, or a local file";

    private readonly Dictionary<string, LocalMedium> _shelf = new(StringComparer.Ordinal);

    /// <summary>The value with full paths in place of local files; what was found is noted with the findings.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="parameter">The parameter; null when it is not documented.</param>
    /// <param name="isLaw">True: what is no URL is an error there.</param>
    /// <param name="value">The value.</param>
    /// <param name="findings">Where files and problems go.</param>
    public object? Take(GenRequest request, string name, GenParameter? parameter, bool isLaw, object? value, ProblemList findings)
    {
        bool mayHoldFiles = parameter is null or { Type: GenParameterType.Object or GenParameterType.ObjectArray };
        if (location is null || value is null || !(mayHoldFiles || LocalPath.Takes(name, parameter)))
        {
            return value;
        }

        // A cell holds lists and objects as text.
        bool isList = parameter?.Type is GenParameterType.StringArray;
        bool isWritten = value is string { Length: > 0 } && (isList || parameter?.Type is GenParameterType.Object or GenParameterType.ObjectArray);
        object? read = isWritten && ValueConverter.TryConvert(parameter!.Type, value, out object converted) ? converted : value;
        object? taken = Walk(new Place(request, name, parameter, isLaw, findings), read);
        return ReferenceEquals(taken, read) ? value : isList && taken is string single ? new List<object?> { single } : taken;
    }

    private object? Walk(Place place, object? value)
    {
        switch (value)
        {
            case FileSystemInfo file when place.TakesFiles:
                return Find(place, file.FullName, file.FullName, "");
            case string text when place.TakesFiles && !string.IsNullOrWhiteSpace(text) && !LocalPath.IsAddress(text):
                return Find(place, text);
            case List<object?> list:
                var items = new List<object?>(list.Count);
                foreach (object? item in list)
                {
                    items.Add(Walk(place, item));
                }

                return IsSame(list, items) ? list : items;
            case IDictionary<string, object?> named:
                var fields = new Dictionary<string, object?>(named.Count, StringComparer.Ordinal);
                foreach (KeyValuePair<string, object?> pair in named)
                {
                    fields[pair.Key] = Walk(place with { Name = pair.Key, Parameter = null }, pair.Value);
                }

                return IsSame(named.Values, fields.Values) ? named : fields;
            default:
                return value;
        }
    }

    private static bool IsSame(ICollection<object?> before, IEnumerable<object?> after)
    {
        using IEnumerator<object?> each = after.GetEnumerator();
        foreach (object? value in before)
        {
            if (!each.MoveNext() || !ReferenceEquals(value, each.Current))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A text of a table, of which nobody knows who wrote it; or one that was looked at before, in a request that is sent again.</summary>
    private string Find(Place place, string text)
    {
        bool isMeant = LocalPath.IsMeant(text);
        bool isKnown = place.Request.Files?.ContainsKey(text) == true;
        string problem = "";
        string full = "";
        bool isPath = LocalPath.TryRead(text, out string path, out problem)
            && (isKnown || (problem = LocalPath.WhyNotFromTable(path) ?? "").Length == 0)
            && TryMakeFull(place.Request.Source, path, out full, out problem);
        if (isPath && (isMeant || place.IsLaw || File.Exists(full)))
        {
            return Find(place, full, text, isMeant ? "" : text);
        }

        if (!isPath && isMeant)
        {
            place.Refuse(GenProblemCode.InvalidFile, text, $"{place.Name} is {RequestChecker.Shown(text)}, which {problem}. Nothing is uploaded.");
        }

        return text;
    }

    private string Find(Place place, string full, string text, string word)
    {
        LocalMedium? medium = Look(full, out string problem);
        if (medium is null)
        {
            // A word may have been meant as anything; its limits tell what it must be.
            GenProblemCode code = word.Length > 0 && !File.Exists(full) ? GenProblemCode.InvalidUrl : GenProblemCode.InvalidFile;
            place.Refuse(code, text, $"{place.Name} is {RequestChecker.Shown(text)}; {UrlForm}, and '{full}' {problem}.");
            return text;
        }

        GenKind wanted = MediumKind.Of(place.Name);
        if (!MediumKind.Fits(wanted, medium.Type, Path.GetExtension(full)))
        {
            string found = $"{MediumKind.Name(MediumKind.Of(medium.Type))} ({medium.Type.Name})";
            place.Refuse(GenProblemCode.InvalidFile, text, $"{place.Name} takes {MediumKind.Name(wanted)}, and '{full}' is {found}.");
            return text;
        }

        place.Findings.Note(medium);
        return medium.Path;
    }

    private LocalMedium? Look(string full, out string problem)
    {
        problem = "";
        if (_shelf.TryGetValue(full, out LocalMedium? known) && known.IsUnchanged())
        {
            return known;
        }

        LocalMedium? medium = LocalMedium.Look(full, out problem);
        if (medium is not null)
        {
            _shelf[full] = medium;
        }

        return medium;
    }

    /// <summary>A path of a table is relative to the table, any other to the user's location.</summary>
    private bool TryMakeFull(GenSource? source, string path, out string full, out string problem)
    {
        problem = "";
        full = "";
        if (source is { IsNameOnly: true } && !Path.IsPathRooted(path))
        {
            // Another file of that name may lie where the command runs.
            problem = $"is relative to the folder of {Path.GetFileName(source.Path)}, which was lost on the way through a table, a job or a remote session; " +
                "write the full path, or send what Import-GenRequest returns";
            return false;
        }

        try
        {
            string folder = source is null ? "" : Path.GetDirectoryName(source.Path) ?? "";
            full = LocalPath.Full(path, LocalPath.Full(folder, location!));
            return true;
        }
        catch (Exception failure) when (LocalMedium.IsOfDisk(failure))
        {
            problem = $"is no path: {failure.Message.TrimEnd('.')}";
            return false;
        }
    }

    /// <summary>Where a value stands.</summary>
    private sealed record Place(GenRequest Request, string Name, GenParameter? Parameter, bool IsLaw, ProblemList Findings)
    {
        public bool TakesFiles => LocalPath.Takes(Name, Parameter);

        public void Refuse(GenProblemCode code, string text, string message)
        {
            Findings.Error(code, Name, message);
            Findings.Judged(text);
        }
    }
}
