using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Reporting;

/// <summary>What a report gathers: each task once, with all of its results and their files.</summary>
public sealed class ReportEntriesTests
{
    private static readonly GenOutput First = new() { Url = "https://example.org/1.png?signature=1" };
    private static readonly GenOutput Second = new() { Url = "https://example.org/2.png" };

    [Fact]
    public void A_task_that_comes_once_for_each_of_its_files_is_one_entry_with_all_files()
    {
        var task = new GenTask { Id = "t", Status = GenTaskStatus.Completed, Outputs = [First, Second] };
        var entries = new ReportEntries();
        foreach (GenFile file in (GenFile[])[new() { Task = task, Output = Second, Path = "/b" },
            new() { Task = task, Output = new GenOutput { Url = "https://example.org/1.png?signature=2" }, Path = "/a" }])
        {
            entries.Add(file);
            entries.Add(file.Task);
        }

        ReportEntry entry = Assert.Single(entries.ToList(null));

        Assert.Equal(["/a", "/b"], entry.Files.Select(file => file!.Path));
    }

    [Fact]
    public void The_results_of_files_whose_task_came_without_them_are_gathered()
    {
        var entries = new ReportEntries();
        foreach ((GenOutput output, string path) in ((GenOutput, string)[])[(First, "/a"), (Second, "/b")])
        {
            var task = new GenTask { Id = "t", Status = GenTaskStatus.Completed };
            entries.Add(new GenFile { Task = task, Output = output, Path = path });
            entries.Add(task);
        }

        ReportEntry entry = Assert.Single(entries.ToList(null));

        Assert.Equal([First, Second], entry.Task.Outputs);
        Assert.Equal(["/a", "/b"], entry.Files.Select(file => file!.Path));
    }

    [Fact]
    public void A_later_state_of_a_task_takes_the_place_of_an_earlier_one_and_not_the_reverse()
    {
        var entries = new ReportEntries();
        entries.Add(new GenTask { Id = "a", Status = GenTaskStatus.Processing });
        entries.Add(new GenTask { Id = "b", Status = GenTaskStatus.Failed });
        entries.Add(new GenTask { Id = "a", Status = GenTaskStatus.Completed });
        entries.Add(new GenTask { Id = "b", Status = GenTaskStatus.Pending });

        Assert.Equal(["Completed", "Failed"], entries.ToList(null).Select(entry => entry.Status));
    }

    [Fact]
    public void A_request_that_became_no_task_is_an_entry_with_its_state_and_reason()
    {
        var entries = new ReportEntries();
        entries.Add(new LedgerEntry
        {
            Account = "a",
            Endpoint = "e",
            Owner = "o",
            Batch = "nightly",
            State = LedgerState.Uncertain,
            Problem = "it broke off",
            EstimatedCost = 0.5m,
            Request = new GenRequest { Model = "a/b", Key = "fox", Input = new Dictionary<string, object?> { ["prompt"] = "fox" } },
        });

        ReportEntry entry = Assert.Single(entries.ToList(null));

        Assert.Equal(("Uncertain", "it broke off", "fox", 0.5m, true), (entry.Status, entry.Problem, entry.Task.Key, entry.Task.EstimatedCost, entry.MayCost));
    }
}
