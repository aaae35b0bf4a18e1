using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace TaskApi.Module.Tests.Support;

/// <summary>Everything that came out of one script.</summary>
internal sealed class RunResult
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Verbose, debug, information and progress records as text.</summary>
    public required IReadOnlyList<string> Asides { get; init; }

    public required PSInvocationState State { get; init; }

    /// <summary>The output, when nothing went wrong.</summary>
    public IReadOnlyList<PSObject> Clean
    {
        get
        {
            Assert.Empty(Errors.Select(Messages.Of));
            return Output;
        }
    }

    /// <summary>The only object that came out, when nothing went wrong.</summary>
    public PSObject Single => Assert.Single(Clean);

    /// <summary>The only error.</summary>
    public ErrorRecord Error
    {
        get
        {
            Assert.True(Errors.Count == 1, $"{Errors.Count} errors: {string.Join(Environment.NewLine, Errors.Select(Messages.Of))}");
            return Errors[0];
        }
    }

    /// <summary>The base objects of the output.</summary>
    public IEnumerable<object> Values => Clean.Select(item => item.BaseObject);
}
