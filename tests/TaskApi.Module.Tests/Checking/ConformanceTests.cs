using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Checking;

/// <summary>Every line of tests/Data/*.jsonl through the cmdlet.</summary>
public sealed class ConformanceTests : IClassFixture<ConformanceTests.Prompt>
{
    private readonly ModuleHost _host;

    public ConformanceTests(Prompt prompt) => _host = prompt.Host;

    public static TheoryData<string> Ids { get; } = [.. RequestLine.All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_request_at_the_prompt_is_judged_as_the_page_says(string id)
    {
        RequestLine line = RequestLine.All[id];
        _host.Set("request", line.Request);

        PSObject check = _host.Run("$request | Test-GenRequest").Single;

        string found = $"{line.Why}: {string.Join(" | ", check.List("Problems").Texts("Message"))}";
        Assert.True(check.Get("IsValid") is bool isValid && isValid == line.IsValid, found);
        if (line.Parameter is { } parameter)
        {
            Assert.True(check.List("Problems").Any(problem => problem.Get("IsWarning") is false && problem.Text("Parameter") == parameter), found);
        }
    }

    /// <summary>One prompt for all lines.</summary>
    public sealed class Prompt : IDisposable
    {
        internal ModuleHost Host { get; } = new();

        public void Dispose() => Host.Dispose();
    }
}
