using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text;
using Xunit;

namespace TaskApi.Module.Tests.Support;

/// <summary>Reads errors as their readers do.</summary>
internal static class Messages
{
    /// <summary>The text that a user sees.</summary>
    public static string Of(ErrorRecord record) => record.ErrorDetails?.Message ?? record.Exception.Message;

    /// <summary>The identifier without the command's name.</summary>
    public static string Id(this ErrorRecord record) => record.FullyQualifiedErrorId.Split(',')[0];

    /// <summary>The error says all of this.</summary>
    public static void Says(this ErrorRecord record, params string[] parts)
    {
        foreach (string part in parts)
        {
            Assert.Contains(part, Of(record), StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Every text that the record and its exceptions hold.</summary>
    public static string Everything(this ErrorRecord record)
    {
        var text = new StringBuilder().AppendLine(record.ToString()).AppendLine(record.ErrorDetails?.Message).AppendLine(record.ErrorDetails?.RecommendedAction)
            .AppendLine(record.FullyQualifiedErrorId)
            .AppendLine(record.CategoryInfo.ToString()).AppendLine(record.TargetObject?.ToString()).AppendLine(record.ScriptStackTrace).AppendLine(
                record.InvocationInfo?.PositionMessage);
        foreach (Exception failure in Chain(record.Exception))
        {
            text.AppendLine(failure.ToString());
        }

        return text.ToString();
    }

    private static IEnumerable<Exception> Chain(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
        }
    }
}
