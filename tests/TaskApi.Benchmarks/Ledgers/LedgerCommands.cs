using System;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;

namespace TaskApi.Benchmarks.Ledgers;

/// <summary>The module's commands on a big ledger, as a user feels them.</summary>
internal sealed class LedgerCommands : IDisposable
{
    private const int Times = 5;
    private const double ListLimit = 300;
    private const double TabLimit = 50;

    private readonly BigLedger _ledger;
    private readonly PowerShell _shell = ModuleShell.Open();

    /// <summary>A shell that is connected to the ledger; how long that took is printed.</summary>
    public LedgerCommands(BigLedger ledger)
    {
        _ledger = ledger;
        // What is compiled once and the library that is loaded once are no part of opening a big ledger.
        Run("Connect-GenService -Local | Out-Null; Get-GenTask -Last 1; Disconnect-GenService");
        Figure.Show("Connect-GenService -Ledger, and a first Get-GenTask -Last 1", Milliseconds(Connect + "; Get-GenTask -Last 1"), "ms", ListLimit);
    }

    private string Connect => $"Connect-GenService -Ledger '{_ledger.Place}' | Out-Null";

    public void Dispose()
    {
        _shell.Runspace.Dispose();
        _shell.Dispose();
    }

    /// <summary>Measures each of the small commands.</summary>
    public void MeasureQuestions()
    {
        Show("Get-GenTask -Last 100", ListLimit);
        Show($"Get-GenTask -Batch {BigLedger.Mixed} -Status Failed -Last 10", ListLimit);
        Show($"Get-GenTask -Batch {BigLedger.Finished} -Status Failed -Last 10", ListLimit);
        Show("Get-GenTask -Status Processing", ListLimit);
        Show($"Get-GenTask -Model {BigLedger.RareModel}", ListLimit);
        Show($"Get-GenTask -Model {BigLedger.RareModel} -Status Failed -Last 10", ListLimit);
        Show("Get-GenTask -Since ([DateTimeOffset]::UtcNow.AddHours(-1))", ListLimit);
        Show($"Get-GenTask -Batch {BigLedger.Mixed} | ForEach-Object {{ $i = 0 }} {{ if (++$i -eq 10) {{ break }} }}", ListLimit, "the first 10 of many");
        Show($"Get-GenBatch {BigLedger.Mixed}", ListLimit);
        Show("Get-GenBatch", 1000);
        Show("Clear-GenLedger ([DateTimeOffset]::UtcNow.AddDays(-90)) -WhatIf", ListLimit);
        Show("try { Wait-GenTask taskunknown0000 -Timeout 0 } catch { }", ListLimit);
        Show("New-GenTask kuaishou/kling-2.6 -Prompt x -Batch none -WhatIf", ListLimit);
        foreach (string line in (string[])["Get-GenBatch ", "Get-GenBatch night-1", "New-GenTask -Batch none", "Wait-GenTask ", "Wait-GenTask task1",
            "Wait-GenTask task1103515245", "Wait-GenTask none"])
        {
            ShowTab(line);
        }
    }

    /// <summary>What a script returns. Its errors are no concern of this.</summary>
    public Collection<PSObject> Run(string script)
    {
        _shell.Commands.Clear();
        _shell.Streams.ClearStreams();
        return _shell.AddScript(script).Invoke();
    }

    /// <summary>How long a script takes.</summary>
    public double Milliseconds(string script)
    {
        var watch = Stopwatch.StartNew();
        Run(script);
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>The errors of the last script.</summary>
    public string? FirstError => _shell.Streams.Error.FirstOrDefault()?.ToString();

    private void Show(string script, double most, string note = "")
    {
        // A loop that is broken off is one: a break outside of it would end more than the pipeline.
        string whole = script.Contains("break", StringComparison.Ordinal) ? $"foreach ($once in 1) {{ {script} }}" : script;
        int found = Run(whole).Count;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double[] all = [.. Enumerable.Range(0, Times).Select(_ => Milliseconds(whole))];
        double busy = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Times;
        note = $"{(note.Length > 0 ? note : $"{found:N0} found")}, {busy:N0} ms of processors";
        Figure.Show(script.Length > 74 ? script[..71] + "..." : script, Figure.Median(all), "ms", most, note);
    }

    private void ShowTab(string line)
    {
        int found = 0;
        double[] all = [.. Enumerable.Range(0, Times).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            _shell.Commands.Clear();
            found = CommandCompletion.CompleteInput(line, line.Length, null, _shell).CompletionMatches.Count;
            return watch.Elapsed.TotalMilliseconds;
        })];
        Figure.Show($"Tab after '{line}', the first time", all[0], "ms", null, $"{found:N0} found");
        Figure.Show($"Tab after '{line}'", Figure.Median(all), "ms", TabLimit);
    }
}
