using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Results' addresses are signed anew each time a task is asked for. A batch goes by whose result it is.</summary>
public sealed class OriginTests : IDisposable
{
    private const string Signed = "([TaskApi.GenOutput]@{ Url = 'https://cdn.example.org/fox.png?signature=1'; TaskId = 'picture1'; Number = 1 })";
    private const string SignedAnew = "([TaskApi.GenOutput]@{ Url = 'https://cdn.example.org/fox.png?signature=2'; TaskId = 'picture1'; Number = 1 })";

    private readonly ModuleHost _host = ModuleHost.Connected();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Batch b -Prompt run -StartImageUrl {0}")]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Batch b -Input @{{ prompt = 'run'; start_image_url = {0} }}")]
    [InlineData("[pscustomobject]@{{ prompt = 'run'; StartImageUrl = {0} }} | New-GenTask kuaishou/kling-2.6 -Batch b")]
    [InlineData("New-GenTask google/nano-banana -Batch b -Prompt run -AspectRatio 1:1 -ImageUrls {0}")]
    public void The_same_result_at_another_address_is_not_paid_for_again(string command)
    {
        string first = Id(_host.Run(Of(command, Signed)));

        Assert.Equal(first, Id(_host.Run(Of(command, SignedAnew))));
        Assert.Single(_host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_task_sent_again_is_the_row_that_it_was()
    {
        string first = Id(_host.Run($"New-GenTask kuaishou/kling-2.6 -Batch b -Prompt run -StartImageUrl {Signed}"));

        Assert.Equal(first, Id(_host.Run("Get-GenTask | New-GenTask -Batch b")));
    }

    private static string Of(string command, string result) =>
        command.Replace("{0}", result, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

    private static string Id(RunResult run) => run.Clean.Single().Text("Id")!;
}
