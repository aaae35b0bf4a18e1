using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Makes files of the paths on the command line, which are relative to the current location and may use PowerShell's drives: who writes there
/// is the user, who may name what a table may not.
/// </summary>
internal sealed class LinePaths(PathIntrinsics paths)
{
    /// <summary>The folder that relative paths of rows are relative to, when the rows stand in no file; null where the location is no folder.</summary>
    public string Location => paths.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Puts files in the places of their paths.</summary>
    /// <param name="arguments">The input given on the command line.</param>
    /// <param name="model">The model; null when it is not known.</param>
    public void Read(Dictionary<string, object?> arguments, GenModel? model)
    {
        foreach (string name in new List<string>(arguments.Keys))
        {
            GenParameter? parameter = model?.Match(name);
            object? value = arguments[name];
            bool isList = parameter?.Type == GenParameterType.StringArray && LocalPath.Takes(parameter.Name, parameter) && value is string;
            arguments[name] = Read(parameter?.Name ?? name, parameter, isList && ValueText.TryConvert(parameter!, value!, out object items) ? items : value);
        }
    }

    /// <summary>
    /// The same for what a script block has resulted in, which may stand in a table: what a table may not name is left to the check of the row, as is
    /// what is not here, which may be beside the table.
    /// </summary>
    public object? ReadComputed(string name, GenParameter? parameter, object? value) => value switch
    {
        string text when LocalPath.Takes(name, parameter) && !string.IsNullOrWhiteSpace(text) && !LocalPath.IsAddress(text) =>
            LocalPath.WhyNotFromTable(text) is null && Find(text) is { Exists: true } file ? file : text,
        _ => value,
    };

    private object? Read(string name, GenParameter? parameter, object? value)
    {
        switch (value)
        {
            case string text when LocalPath.Takes(name, parameter) && !string.IsNullOrWhiteSpace(text) && !LocalPath.IsAddress(text):
                return Find(text) ?? (object)text;
            case List<object?> list:
                return list.ConvertAll(item => Read(name, parameter, item));
            case Dictionary<string, object?> named:
                foreach (string field in new List<string>(named.Keys))
                {
                    named[field] = Read(field, null, named[field]);
                }

                return named;
            default:
                return value;
        }
    }

    /// <summary>The file; null for a text that may as well mean something else.</summary>
    private FileInfo? Find(string text)
    {
        try
        {
            if (!LocalPath.TryRead(text, out string path, out _))
            {
                return null;
            }

            string full = FileSystemPath.Resolve(path, paths, static (reason, failure) => new IOException(reason, failure));
            return LocalPath.IsMeant(text) || File.Exists(full) ? new FileInfo(full) : null;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
