using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>A balance that runs out, or a key that is no longer accepted, in the middle of a pipeline: what was accepted flows on.</summary>
public sealed class RefusedMidwayTests : IDisposable
{
    // A picture costs 0.025: four fit.
    private const string FourFit = "Connect-GenService -Local -Speed 200 -Seed 1 -Balance 0.1";
    private const string Rows = "1..30 | ForEach-Object { \"fox $_\" }";
    private const string Submit = "New-GenTask google/nano-banana -AspectRatio 1:1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_accepted_is_waited_for_and_saved_and_the_error_comes_last_and_once()
    {
        using ModuleHost host = ModuleHost.Connected(FourFit);
        host.Set("folder", _folder.Path);

        RunResult run = host.Run($"{Rows} | {Submit} 2>&1 | ForEach-Object {{ if ($_ -is [System.Management.Automation.ErrorRecord]) {{ $last = $_ }} elseif " +
            $"($last) {{ throw 'after the error' }} else {{ $_ }} }} | Wait-GenTask | Save-GenOutput $folder; $last");

        Assert.Equal(5, run.Clean.Count);
        Assert.Equal(4, _folder.Files.Length);
        Assert.Equal("InsufficientBalance", ((ErrorRecord)run.Output[4].BaseObject).Id());
    }

    [Fact]
    public void What_was_accepted_is_in_the_variable()
    {
        using ModuleHost host = ModuleHost.Connected(FourFit);

        RunResult run = host.Run($"$tasks = {Rows} | {Submit} -ErrorAction SilentlyContinue; $tasks");

        Assert.Equal(["fox 1", "fox 2", "fox 3", "fox 4"], run.Output.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void The_error_holds_the_requests_that_were_not_sent_ready_to_be_sent()
    {
        using ModuleHost host = ModuleHost.Connected(FourFit);
        host.GoTo(_folder.Path);
        _folder.Write("foxes.csv", "key,prompt,seen on\n" + string.Concat(Enumerable.Range(1, 6).Select(number => $"k{number},fox {number},monday\n")));

        ErrorRecord error = host.Run(
            $"Import-GenRequest foxes.csv | {Submit} -CallbackUrl https://example.com/back -WarningAction SilentlyContinue -ErrorVariable failed").Error;
        host.Run("Connect-GenService -Local -Speed 200 -Seed 1");
        RunResult again = host.Run("$failed.TargetObject | New-GenTask -WarningAction SilentlyContinue");

        error.Says("2 of 6 requests were not sent", "The 4 accepted before", "TargetObject");
        Assert.Equal("TaskApi.GenRequest[]", error.TargetObject.GetType().FullName);
        Assert.Equal(["k5", "k6"], again.Clean.Texts("Key"));
        Assert.Equal(["foxes.csv, line 6", "foxes.csv, line 7"], again.Output.Texts("Source"));
        Assert.Equal(["fox 5", "fox 6"], again.Output.Select(task => task.Input("prompt")));
        Assert.Equal(["google/nano-banana", "google/nano-banana"], again.Output.Texts("Model"));
        Assert.Equal(["1:1", "1:1"], again.Output.Select(task => task.Input("aspect_ratio")));
    }

    [Fact]
    public async Task Requests_under_way_come_out_in_order_and_those_that_waited_are_not_sent()
    {
        const int Tries = 5;
        int sent = 0;
        for (int i = 0; i < Tries && sent != 4; i++)
        {
            sent = await SendUntilRefused();
        }

        // A refusal that is taken in only when its turn comes would let one more go each time.
        Assert.Equal(4, sent);
    }

    [Theory]
    [InlineData("-ErrorAction Stop")]
    [InlineData("")]
    public void With_stop_what_was_accepted_comes_first_and_the_error_names_it(string action)
    {
        using ModuleHost host = ModuleHost.Connected(FourFit);

        RunResult run = host.Run(
            $"{(action.Length == 0 ? "$ErrorActionPreference = 'Stop'; " : "")}try {{ {Rows} | {Submit} {action} }} catch {{ $caught = $_ }}; $caught");

        Assert.Equal(["fox 1", "fox 2", "fox 3", "fox 4"], run.Clean.Take(4).Select(task => task.Input("prompt")));
        var error = (ErrorRecord)run.Output[4].BaseObject;
        Assert.Equal("InsufficientBalance,TaskApi.Commands.NewGenTaskCommand", error.FullyQualifiedErrorId);
        error.Says([.. run.Output.Take(4).Texts("Id"), "26 of 30 requests were not sent"]);
        Assert.Equal(26, LanguagePrimitives.GetEnumerable(error.TargetObject).Cast<object>().Count());
    }

    [Fact]
    public void A_key_that_is_no_longer_accepted_takes_down_nothing_that_was_accepted()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        host.Set("folder", _folder.Path);
        service.RefuseTheKey("create fox 3");

        RunResult run = host.Run($"{Rows} | {Submit} -ThrottleLimit 1 | Wait-GenTask | Save-GenOutput $folder");

        Assert.Equal(["task-fox-1", "task-fox-2"], run.Output.Texts("TaskId").Order());
        Assert.Equal(("Unauthorized", ErrorCategory.AuthenticationError), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says("28 of 30 requests were not sent", "The 2 accepted before");
        Assert.Equal("TaskApi.GenRequest[]", run.Error.TargetObject.GetType().FullName);
        Assert.Equal(3, service.Seen("create").Length);
    }

    [Fact]
    public void Prices_that_were_told_come_out_before_one_error_about_the_key()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        for (int number = 3; number <= 30; number++)
        {
            service.RefuseTheKey($"price fox {number}");
        }

        RunResult run = host.Run($"{Rows} | Get-GenPrice google/nano-banana -AspectRatio 1:1 -Exact");
        RunResult summary = host.Run($"{Rows} | Get-GenPrice google/nano-banana -AspectRatio 1:1 -Exact -Summary");

        Assert.Equal(2, run.Output.Count);
        Assert.Equal("Unauthorized", run.Error.Id());
        run.Error.Says("28 of 30 requests");
        Assert.Equal("TaskApi.GenRequest[]", run.Error.TargetObject.GetType().FullName);
        Assert.Equal("Unauthorized", summary.Error.Id());
        Assert.Equal(28, Convert.ToInt32(Assert.Single(summary.Output).Get("Unpriced"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_price_that_the_balance_does_not_cover_is_its_own_requests_error()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.RefuseForMoney("price fox 2");

        RunResult run = host.Run($"'fox 1', 'fox 2', 'fox 3' | Get-GenPrice google/nano-banana -AspectRatio 1:1 -Exact");

        Assert.Equal(2, run.Output.Count);
        Assert.Equal("InsufficientBalance", run.Error.Id());
    }

    [Fact]
    public void A_wait_whose_key_is_no_longer_accepted_brings_what_has_ended_and_one_error_with_the_others()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        host.Set("folder", _folder.Path);
        service.Hold("file fox 1");
        service.Hold("poll fox 2");
        service.RefuseTheKey("poll fox 2");
        service.Run("fox 3");

        using Background busy = Background.AtOnce(host, $"'fox 1', 'fox 2', 'fox 3' | {Submit} | Wait-GenTask | Save-GenOutput $folder");
        Assert.True(service.Sees("file fox 1"));
        Assert.True(service.Sees("poll fox 2"));
        service.Release("poll fox 2");
        service.Release("file fox 1");
        RunResult run = busy.End();

        Assert.Equal("task-fox-1", Assert.Single(run.Output).Text("TaskId"));
        Assert.Equal("Unauthorized", run.Error.Id());
        run.Error.Says("task-fox-2", "task-fox-3");
        Assert.Equal(["task-fox-2", "task-fox-3"], LanguagePrimitives.GetEnumerable(run.Error.TargetObject).Cast<object>().Select(task => $"{task}").Order());
    }

    [Theory]
    [InlineData("Get-GenTask")]
    [InlineData("Save-GenOutput")]
    public void Asking_with_a_key_that_is_no_longer_accepted_is_one_error(string command)
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        host.GoTo(_folder.Path);
        foreach (int number in Enumerable.Range(2, 29))
        {
            service.RefuseTheKey($"poll fox {number}");
        }

        RunResult run = host.Run($"1..30 | ForEach-Object {{ \"task-fox-$_\" }} | {command}");

        Assert.Single(run.Output);
        Assert.Equal("Unauthorized", run.Error.Id());
        Assert.Equal(29, LanguagePrimitives.GetEnumerable(run.Error.TargetObject).Cast<object>().Count());
    }

    /// <summary>Four requests are under way, and the second one is refused while the first one still waits for its answer.</summary>
    /// <returns>How many were sent: one more, where a busy machine had not taken the refusal in when the first one came out.</returns>
    private static async Task<int> SendUntilRefused()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.RefuseForMoney("create fox 2");
        foreach (string prompt in (string[])["fox 1", "fox 2", "fox 3", "fox 4"])
        {
            service.Hold("create " + prompt);
        }

        using Background busy = Background.AtOnce(host, $"{Rows} | {Submit} -ThrottleLimit 4");
        Assert.True(service.Sees("create fox 4"));
        service.Release("create fox 2");
        service.Release("create fox 4");
        await Task.Delay(100, TestContext.Current.CancellationToken);
        service.Release("create fox 1");
        service.Release("create fox 3");
        RunResult run = busy.End();

        int sent = service.Seen("create").Length;
        Assert.InRange(sent, 4, 5);
        Assert.Equal(Enumerable.Range(1, sent).Where(number => number != 2).Select(number => $"fox {number}"),
            run.Output.Select(task => $"{task.Input("prompt")}"));
        run.Error.Says($"{30 - sent + 1} of 30 requests were not sent");
        Assert.Equal(["fox 2", $"fox {sent + 1}", $"fox {sent + 2}"],
            LanguagePrimitives.GetEnumerable(run.Error.TargetObject).Cast<object>().Take(3).Select(
                request => $"{PSObject.AsPSObject(request).Input("prompt")}"));
        return sent;
    }
}
