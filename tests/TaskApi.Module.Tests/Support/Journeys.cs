using System;
using System.Collections.Generic;

namespace TaskApi.Module.Tests.Support;

/// <summary>
/// Sends what a script brings through what objects travel by. The hosted engine has no Export-Clixml, no Import-Csv and no ConvertTo-Json;
/// what those leave of an object is made here by the engine's own parts.
/// </summary>
internal static class Journeys
{
    /// <summary>Stays where it is.</summary>
    public const string None = "none";

    /// <summary>A job or a remote session: one level deep.</summary>
    public const string Job = "job";

    /// <summary>Export-Clixml and Import-Clixml: two levels deep.</summary>
    public const string Clixml = "Clixml";

    /// <summary>Export-Csv and Import-Csv: texts, and no types.</summary>
    public const string Csv = "CSV";

    /// <summary>ConvertTo-Json -Depth 10 and ConvertFrom-Json: no types, and words of the module are numbers.</summary>
    public const string Json = "JSON";

    /// <summary>ConvertTo-Json as it comes, which goes two levels deep, and ConvertFrom-Json.</summary>
    public const string FlatJson = "JSON of two levels";

    /// <summary>Export-Csv of Windows PowerShell, which writes the type above the table, and Import-Csv, which reads it.</summary>
    public const string TypedCsv = "CSV with #TYPE";

    /// <summary>Export-Csv where people write 0,16 and 30.11.2026, read where they do not.</summary>
    public const string GermanCsv = "CSV from Germany";

    /// <summary>Those on which nothing is lost that a request needs.</summary>
    public static readonly IReadOnlyList<string> All = [None, Job, Clixml, Csv, Json];

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> Everywhere = [.. All, FlatJson, TypedCsv, GermanCsv];

    /// <summary>The script of which the output has travelled.</summary>
    public static string Of(string script, string way) => way switch
    {
        None => script,
        Job => $"{script} | ForEach-Object {{ " +
            $"[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 1)) }}",
        Clixml => $"{script} | ForEach-Object {{ " +
            $"[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 2)) }}",
        Csv => OfTable(script),
        TypedCsv =>
            OfTable(script, "$type = $_.PSObject.TypeNames[0]", "$row.PSObject.TypeNames.Insert(0, \"CSV:$type\"); $row.PSObject.TypeNames.Insert(0, $type)"),
        GermanCsv => OfTable(script, "[cultureinfo]::CurrentCulture = 'de-DE'", "[cultureinfo]::CurrentCulture = ''"),
        Json => OfJson(script, deepest: 10),
        FlatJson => OfJson(script, deepest: 2),
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "There is no such way."),
    };

    private static string OfTable(string script, string before = "", string after = "") => $$"""
            {{script}} | ForEach-Object {
                {{before}}
                $cells = [ordered]@{}
                foreach ($property in $_.PSObject.Properties) {
                    $cells[$property.Name] = if ($null -eq $property.Value) { '' } else { $property.Value.ToString() }
                }
                $row = [pscustomobject]$cells
                {{after}}
                $row
            }
            """;

    private static string OfJson(string script, int deepest) => $$"""
            {{script}} | ForEach-Object {
                function Get-Json($value, $depth) {
                    if ($null -eq $value -or $value -is [string] -or $value -is [bool] -or $value -is [decimal] -or
                        $value -is [long] -or $value -is [int]) { return $value }
                    if ($value -is [enum]) { return [long]$value }
                    if ($value -is [datetimeoffset]) { return $value.LocalDateTime }
                    if ($value -is [timespan] -or $value -is [type] -or $depth -gt {{deepest}}) { return "$value" }
                    $object = [ordered]@{}
                    if ($value -is [System.Collections.IDictionary]) { foreach ($key in @($value.Keys)) { $object[$key] = Get-Json $value[$key] ($depth + 1) } }
                    elseif ($value -is [System.Collections.IEnumerable]) { return , @(foreach ($item in $value) { Get-Json $item ($depth + 1) }) }
                    else { foreach ($property in $value.PSObject.Properties) { $object[$property.Name] = Get-Json $property.Value ($depth + 1) } }
                    [pscustomobject]$object
                }
                Get-Json $_ 0
            }
            """;
}
