using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>
/// The pipelines that come to mind first, and those that go one step too far, with what each of them is paid for, as the service counts it.
/// tests/pester/ObviousPipelines.Tests.ps1 is the same page in a real PowerShell, with its own files and jobs.
/// </summary>
public sealed class ObviousPipelinesTests(ObviousPipelinesTests.Service service) : IClassFixture<ObviousPipelinesTests.Service>
{
    private const string Submit = "$rows | New-GenTask google/nano-banana";
    private const string Film = "New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl";
    private const string Picture = "$image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; $image";

    private const double Speed = 1000;

    /// <summary>The script, how many tasks are paid for, how many objects come out, and the errors.</summary>
    public static TheoryData<string, int, int, string> Pipelines => new()
    {
        // Submit, wait, save.
        { $"{Submit}", 3, 3, "" },
        { $"{Submit} | Wait-GenTask", 3, 3, "" },
        { $"{Submit} | Wait-GenTask | Save-GenOutput ./out", 3, 3, "" },
        { $"{Submit} -WhatIf", 0, 0, "" },
        { $"$rows | Get-GenPrice google/nano-banana", 0, 3, "" },
        { $"$rows | Get-GenPrice google/nano-banana | Where-Object Cost -lt 100 | New-GenTask", 3, 3, "" },
        { $"$rows | Test-GenRequest google/nano-banana | Where-Object IsValid | New-GenTask", 3, 3, "" },
        { $"$tasks = {Submit}; $tasks | Wait-GenTask | Save-GenOutput ./out; Get-GenTask | Wait-GenTask", 3, 6, "" },

        // Chain.
        { $"{Picture} | ForEach-Object {{ New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $_ }}", 2, 1, "" },
        { $"{Submit} | Wait-GenTask | ForEach-Object {{ New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $_.Outputs[0] }}", 6, 3, "" },
        { $"{Submit} | Wait-GenTask | ForEach-Object {{ @{{ prompt = 'run'; start_image_url = $_ }} }} | New-GenTask kuaishou/kling-2.6 | Wait-GenTask", 6, 3,
            "" },
        { $"{Submit} | Wait-GenTask | Save-GenOutput ./out | ForEach-Object {{ New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $_ }}", 6, 3, "" },
        { $"{Picture} | {Film} {{ $_.Url }}", 2, 1, "" },
        { $"{Picture}.Outputs | {Film} {{ $_ }}", 2, 1, "" },
        { $"{Picture}.Url | {Film} {{ $_ }}", 2, 1, "" },
        { $"{Submit} | Wait-GenTask | {Film} {{ $_ }} | Wait-GenTask | Save-GenOutput ./out", 6, 3, "" },
        { $"{Submit} | Wait-GenTask | Save-GenOutput ./out | {Film} {{ $_ }}", 6, 3, "" },
        { $"{Submit} | Wait-GenTask | {Film} {{ $_ }} -WhatIf", 3, 0, "" },
        { $"{Submit} | Wait-GenTask | {Film} {{ $_ }} | Wait-GenTask | {Film} {{ $_ }}", 6, 0, "InvalidRequest,InvalidRequest,InvalidRequest" },
        { $"{Submit} | {Film} {{ $_.Url }}", 3, 0, "InvalidInput,InvalidInput,InvalidInput" },
        { $"$films = {Submit} | Wait-GenTask | {Film} {{ $_ }}; $films; $films | Wait-GenTask | New-GenTask", 9, 6, "" },

        // The same once more.
        { $"{Submit} | Wait-GenTask | New-GenTask", 6, 3, "" },
        { $"{Submit} | Wait-GenTask | Get-GenPrice", 3, 3, "" },
        { $"{Submit} | Wait-GenTask | Where-Object Status -eq Failed | New-GenTask", 3, 0, "" },

        // Twice.
        { $"{Submit}; {Submit}", 6, 6, "" },
        { $"$tasks = {Submit}; $tasks | Wait-GenTask; $tasks | Wait-GenTask", 3, 6, "" },
        { $"$tasks = {Submit} | Wait-GenTask; $tasks | Save-GenOutput ./out; $tasks | Save-GenOutput ./out", 3, 6, "" },

        // One bad row.
        { $"$rows[1].aspect_ratio = '7:7'; {Submit}", 2, 2, "InvalidRequest" },
        { $"$rows[1].aspect_ratio = '7:7'; {Submit} -ErrorAction Stop", 1, 1, "InvalidRequest" },
        { $"$ErrorActionPreference = 'Stop'; $rows[0].aspect_ratio = '7:7'; {Submit} | Wait-GenTask", 0, 0, "InvalidRequest" },

        // One step too far.
        { $"{Picture} | New-GenTask kuaishou/kling-2.6 -Prompt run", 1, 0, "InvalidInput" },
        { $"{Picture} | New-GenTask topaz-labs/image-upscale", 1, 0, "InvalidInput" },
        { $"{Picture}.Outputs | New-GenTask topaz-labs/image-upscale", 1, 0, "InvalidInput" },
        { $"{Picture}.Outputs | New-GenTask kuaishou/kling-2.6 -Prompt run", 1, 0, "InvalidInput" },
        { $"{Picture}.Outputs.Url | New-GenTask kuaishou/kling-2.6", 1, 0, "InvalidInput" },
        { $"{Picture}.Outputs.Url | New-GenTask kuaishou/kling-2.6 -Prompt run", 1, 0, "InvalidInput" },
        { $"{Picture}.Id | New-GenTask google/nano-banana -AspectRatio 1:1", 1, 0, "InvalidInput" },
        { $"{Picture} | Save-GenOutput ./out | New-GenTask topaz-labs/image-upscale", 1, 0, "InvalidInput" },
        { $"{Picture} | Save-GenOutput ./out | New-GenTask kuaishou/kling-2.6 -Prompt run", 1, 0, "InvalidInput" },
        { $"{Picture} | Save-GenOutput ./out | ForEach-Object Name | New-GenTask kuaishou/kling-2.6 -Prompt run", 1, 0, "InvalidInput" },
        { $"{Picture} | Save-GenOutput ./out | ForEach-Object Path | New-GenTask kuaishou/kling-2.6", 1, 0, "InvalidInput" },
        { "Get-GenModel google/nano-banana | New-GenTask -Prompt fox", 0, 0, "InvalidRequest" },
        { "Get-GenModel google/nano-banana | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1", 0, 0, "InvalidInput" },
        { "Get-GenModel google/nano-banana | New-GenTask topaz-labs/image-upscale", 0, 0, "InvalidInput" },
        { "(Get-GenModel google/nano-banana).Parameters[0] | New-GenTask topaz-labs/image-upscale", 0, 0, "InvalidInput" },
        { "$rows | Get-GenPrice google/nano-banana -Summary | New-GenTask topaz-labs/image-upscale", 0, 0, "InvalidInput" },
        { "$rows | Get-GenPrice google/nano-banana | New-GenTask kuaishou/kling-2.6", 0, 0, "InvalidInput,InvalidInput,InvalidInput" },
        { "$rows[0] | Test-GenRequest google/nano-banana -Quiet | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1", 0, 0, "InvalidInput" },
        { "(Test-GenRequest google/nano-banana).Problems[0] | New-GenTask topaz-labs/image-upscale", 0, 0, "InvalidInput" },
        { "$bad = New-GenTask google/nano-banana -Prompt fox 2>&1; $bad | New-GenTask topaz-labs/image-upscale", 0, 0, "InvalidInput" },
        { "[System.IO.FileInfo]::new('fox.png') | New-GenTask kuaishou/kling-2.6 -Prompt run", 0, 0, "InvalidInput" },
        { "[TaskApi.GenTask]@{ Id = 'abcd1234' } | New-GenTask topaz-labs/image-upscale", 0, 0, "InvalidInput" },
        { "@() | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1", 0, 0, "" },
        { "@{} | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1", 0, 0, "InvalidInput" },
    };

    public static TheoryData<string> Ways => [.. Journeys.All];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task A_pipeline_pays_for_what_is_meant_and_for_nothing_else(string script, int paid, int output, string errors)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = service.Connect(folder);

        (RunResult run, int created) = await service.Count(host, script);

        Assert.Equal(errors, string.Join(",", run.Errors.Select(error => error.Id())));
        Assert.Equal((paid, output), (created, run.Output.Count));
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData($"{Submit} | New-GenTask", 6, "has not ended")]
    [InlineData("'fox', 'owl', 'cat' | New-GenTask google/nano-banana -AspectRatio 1:1 -Prompt wolf", 3, "text from the pipeline is not used")]
    public async Task What_is_hardly_meant_is_told_once(string script, int paid, string warning)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = service.Connect(folder);

        (RunResult run, int created) = await service.Count(host, script);

        Assert.Empty(run.Errors);
        Assert.Equal(paid, created);
        Assert.Contains(warning, Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task After_a_restart_tasks_are_waited_for_and_saved_and_nothing_is_paid_again(string way)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost first = service.Connect(folder);
        using ModuleHost second = service.Connect(folder);
        object saved = first.Run($"$tasks = {Submit}; , @({Journeys.Of("$tasks", way)})").Single.BaseObject;
        second.Set("saved", saved);

        (RunResult run, int created) = await service.Count(second, "$saved | Wait-GenTask | Save-GenOutput ./out; $saved | Get-GenTask");

        Assert.Equal((0, 6), (created, run.Clean.Count));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task After_a_restart_a_task_is_asked_for_again_as_it_was(string way)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost first = service.Connect(folder);
        using ModuleHost second = service.Connect(folder);
        object saved = first.Run($"$tasks = {Submit} | Wait-GenTask; , @({Journeys.Of("$tasks", way)})").Single.BaseObject;
        second.Set("saved", saved);

        (RunResult run, int created) = await service.Count(second, "$saved | New-GenTask");

        Assert.Equal((3, 3), (created, run.Clean.Count));
        Assert.All(run.Output, task => Assert.Equal("1:1", task.Input("aspect_ratio")));
    }

    [Fact]
    public async Task Failed_tasks_are_sent_again_and_only_they()
    {
        using var folder = new TemporaryFolder();
        using EmulatorServer server =
            await EmulatorServer.Start("--speed", Speed.ToString(CultureInfo.InvariantCulture), "--seed", "5", "--no-limits", "--failure-rate", "0.5");
        using var host = new ModuleHost();
        FastClient.Connect(host, server.Address, Speed, TimeSpan.FromSeconds(100));

        int failed = host.Run("1..10 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask -ErrorAction " +
            "SilentlyContinue | Where-Object Status -eq Failed").Output.Count;
        RunResult again = host.Run("Get-GenTask | Where-Object Status -eq Failed | New-GenTask");

        Assert.InRange(failed, 1, 9);
        Assert.Equal(failed, again.Clean.Count);
        Assert.Equal(10 + failed, (await server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    /// <summary>One server for the whole page; it counts.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private EmulatorServer? _server;

        public async ValueTask InitializeAsync() =>
            _server = await EmulatorServer.Start("--speed", Speed.ToString(CultureInfo.InvariantCulture), "--seed", "1", "--no-limits");

        public ValueTask DisposeAsync()
        {
            _server!.Dispose();
            return default;
        }

        internal ModuleHost Connect(TemporaryFolder folder)
        {
            var host = new ModuleHost();
            FastClient.Connect(host, _server!.Address, Speed, TimeSpan.FromSeconds(100));
            host.GoTo(folder.Path);
            host.Run("$rows = 'fox', 'owl', 'cat' | ForEach-Object { [pscustomobject]@{ prompt = $_; aspect_ratio = '1:1' } }");
            return host;
        }

        /// <summary>Runs a script and counts the tasks that the service accepted meanwhile.</summary>
        internal async Task<(RunResult Run, int Created)> Count(ModuleHost host, string script)
        {
            int before = (await _server!.Stats()).GetProperty("tasks_created").GetInt32();
            RunResult run = await host.RunAsync(script);
            return (run, (await _server.Stats()).GetProperty("tasks_created").GetInt32() - before);
        }
    }
}
