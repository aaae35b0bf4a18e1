namespace TaskApi;

/// <summary>Reads from the names in a row why its table is not the one that was meant.</summary>
internal static class TableAdvice
{
    /// <summary>Why the row names no model, as a sentence that starts with a space; empty when its names do not tell.</summary>
    public static string WithoutModel(GenRequest request, ModelCatalog catalog)
    {
        foreach (string name in request.Input.Keys)
        {
            if (ForColumn(name) is { Length: > 0 } advice)
            {
                return advice;
            }

            if (catalog.Find(name.Trim()) is not null)
            {
                return " The first line of a table must hold the names of its columns, for example model,prompt.";
            }

            if (NearestName.Find(name, ["model"]) is not null)
            {
                return $" Is the column '{name}' meant?";
            }
        }

        return "";
    }

    /// <summary>What to do about a column that is several in truth, as a sentence that starts with a space; empty for any other.</summary>
    public static string ForColumn(string name)
    {
        int place = name.IndexOfAny([';', '\t', ',']);
        return place < 0
            ? ""
            : $" The column {RequestChecker.Shown(name)} looks like several. Import-GenRequest finds the separator of .csv files by itself; Import-Csv needs " +
                $"-Delimiter {(name[place] == '\t' ? "\"`t\"" : $"'{name[place]}'")}.";
    }
}
