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

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [None, Job, Clixml, Csv, Json];

    /// <summary>The script of which the output has travelled.</summary>
    public static string Of(string script, string way) => way switch
    {
        None => script,
        Job => $"{script} | ForEach-Object {{ [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 1)) }}",
        Clixml => $"{script} | ForEach-Object {{ [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 2)) }}",
        Csv => $$"""
            {{script}} | ForEach-Object {
                $row = [ordered]@{}
                foreach ($property in $_.PSObject.Properties) { $row[$property.Name] = if ($null -eq $property.Value) { '' } else { $property.Value.ToString() } }
                [pscustomobject]$row
            }
            """,
        Json => $$"""
            {{script}} | ForEach-Object {
                function Get-Json($value, $depth) {
                    if ($null -eq $value -or $value -is [string] -or $value -is [bool] -or $value -is [decimal] -or $value -is [long] -or $value -is [int]) { return $value }
                    if ($value -is [enum]) { return [long]$value }
                    if ($value -is [datetimeoffset]) { return $value.LocalDateTime }
                    if ($value -is [timespan] -or $value -is [type] -or $depth -gt 10) { return "$value" }
                    $object = [ordered]@{}
                    if ($value -is [System.Collections.IDictionary]) { foreach ($key in @($value.Keys)) { $object[$key] = Get-Json $value[$key] ($depth + 1) } }
                    elseif ($value -is [System.Collections.IEnumerable]) { return , @(foreach ($item in $value) { Get-Json $item ($depth + 1) }) }
                    else { foreach ($property in $value.PSObject.Properties) { $object[$property.Name] = Get-Json $property.Value ($depth + 1) } }
                    [pscustomobject]$object
                }
                Get-Json $_ 0
            }
            """,
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "There is no such way."),
    };
}
