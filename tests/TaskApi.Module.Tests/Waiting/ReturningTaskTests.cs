using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Waiting;

/// <summary>Tasks that come back from a file, a table or a job, after a restart: they still know which row of the table they were.</summary>
public sealed class ReturningTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StagedService _service = new();
    private readonly ModuleHost _host;

    public ReturningTaskTests()
    {
        _host = _service.Connect();
        _host.GoTo(_folder.Path);
        _folder.Write("foxes.csv", "key,prompt,aspect_ratio\nred,fox 1,1:1\nblue,fox 2,1:1\n");
        _host.Run("$tasks = Import-GenRequest foxes.csv | New-GenTask google/nano-banana");
    }

    public static TheoryData<string, string> WaysIntoCommands { get; } =
        new(from way in Journeys.All from command in (string[])["Wait-GenTask", "Get-GenTask"] select (way, command));

    public static TheoryData<string> Ways { get; } = new(Journeys.All);

    // The object itself is what was seen; only a copy from outside may be old.
    public static TheoryData<string> WaysBack { get; } = new(Journeys.All.Where(way => way != Journeys.None));

    public void Dispose()
    {
        _host.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(WaysIntoCommands))]
    public void A_task_keeps_what_it_carried_and_the_service_says_how_far_it_is(string way, string command)
    {
        object[] submitted = [.. _host.Run("$tasks").Clean.Select(task => task.Get("SubmittedAt")!)];
        Travel("$tasks", way);

        PSObject[] tasks = [.. _host.Run($"$back | {command}").Clean.OrderByDescending(task => task.Text("Key"))];

        Assert.Equal(["red", "blue"], tasks.Texts("Key"));
        Assert.Equal(["foxes.csv, line 2", "foxes.csv, line 3"], tasks.Texts("Source"));
        Assert.Equal(["google/nano-banana", "google/nano-banana"], tasks.Texts("Model"));
        Assert.Equal(["Image", "Image"], tasks.Texts("Kind"));
        Assert.Equal(["Completed", "Completed"], tasks.Texts("Status"));
        Assert.Equal([0.5m, 0.5m], tasks.Select(task => task.Get("Cost")));
        Assert.All(tasks, task => Assert.Single(task.List("Outputs")));
        Assert.All(tasks.Zip(submitted), pair => Assert.InRange(((DateTimeOffset)pair.First.Get("SubmittedAt")! - (DateTimeOffset)pair.Second).Duration(),
            TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        if (way != Journeys.Csv)
        {
            Assert.Equal(["fox 1", "fox 2"], tasks.Select(task => task.Input("prompt")));
        }
    }

    [Theory]
    [MemberData(nameof(WaysBack))]
    public void A_file_is_named_after_its_rows_key(string way)
    {
        Travel("$tasks", way);

        Assert.Empty(_host.Run("$back | Save-GenOutput").Errors.Select(Messages.Of));

        Assert.Equal(["blue_task-fox-2", "foxes", "red_task-fox-1"], _folder.Stems);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_saved_file_means_its_task(string way)
    {
        _host.Run("$files = $tasks | Wait-GenTask | Save-GenOutput");
        Travel("$files", way);

        Assert.Equal(["task-fox-1", "task-fox-2"], _host.Run("$back | Get-GenTask").Clean.Texts("Id").Order());
    }

    [Theory]
    [MemberData(nameof(WaysBack))]
    public void A_task_that_had_failed_is_asked_about_again_and_the_answer_wins(string way)
    {
        _service.Fail("fox 1");
        _host.Run("$done = $tasks | Wait-GenTask -ErrorAction SilentlyContinue");
        _service.Complete("fox 1");
        _service.Fail("fox 2");
        Travel("$done", way);
        RunResult run = _host.Run("$back | Wait-GenTask -ErrorAction SilentlyContinue");

        Assert.Equal(["red Completed", "blue Failed"], run.Clean.Select(task => $"{task.Text("Key")} {task.Text("Status")}").OrderDescending());
        Assert.Equal("no such animal", run.Output.Single(task => task.Text("Key") == "blue").Text("Error"));
        Assert.Equal("", run.Output.Single(task => task.Text("Key") == "red").Text("Error"));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ id = 'task-fox-1'; key = 'mine' }")]
    [InlineData("@{ task_id = 'task-fox-1'; key = 'mine' }")]
    public void A_row_of_ones_own_names_its_task_too(string row)
    {
        Restart();

        _host.Run($"{row} | Save-GenOutput");

        Assert.Contains("mine_task-fox-1", _folder.Stems);
    }

    [Theory]
    [InlineData("(Get-GenModel google/nano-banana)")]
    [InlineData("(Import-GenRequest foxes.csv)")]
    [InlineData("(Import-GenRequest foxes.csv | Test-GenRequest -Model google/nano-banana)")]
    [InlineData("42")]
    public void What_is_no_task_is_refused(string item)
    {
        RunResult run = _host.Run($"{item} | Get-GenTask");

        Assert.Empty(run.Output);
        Assert.All(run.Errors, error => Assert.Equal("InvalidInput", error.Id()));
        Assert.NotEmpty(run.Errors);
    }

    /// <summary>Sends objects on a journey, into $back, and forgets all that the session knew, as a new process does.</summary>
    private void Travel(string what, string way)
    {
        _host.Run($"$back = {Journeys.Of(what, way)}");
        Restart();
    }

    private void Restart() => FastClient.Connect(_host, "https://api.example.com", speed: 200, TimeSpan.FromSeconds(100), _service);
}
