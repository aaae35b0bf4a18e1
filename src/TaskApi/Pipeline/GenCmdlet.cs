using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using TaskApi.Errors;
using TaskApi.Session;

namespace TaskApi.Pipeline;

/// <summary>
/// What the cmdlets that do background work share: one way to stop, however the pipeline ends, and one way to report. Background work
/// never writes by itself; the pipeline's thread does.
/// </summary>
public abstract class GenCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly ConcurrentQueue<GenNotice> _notices = new();

    // What failed while the first error waited for the end of what was under way; null while there is none.
    private List<GenServiceException>? _alsoFailed;
    private GenSession? _session;
    private ProgressBars? _bars;
    private bool? _errorsStop;

    /// <summary>Cancelled when the pipeline stops: nothing new begins.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Cancelled a moment after <see cref="StopToken"/>: what is under way is given up.</summary>
    protected CancellationToken AbortToken => _abort.Token;

    /// <summary>Hears what happens to this command's requests; null when nobody reads it. Known once a session is used.</summary>
    protected GenListener? Listener { get; private set; }

    /// <summary>The paid tasks on their way through this runspace; once a session is used.</summary>
    internal OpenTasks Open { get; private set; } = new();

    /// <summary>Whether this command's pipeline still runs.</summary>
    internal CommandLife Life { get; } = new();

    /// <summary>
    /// True where the first error ends the pipeline, as in most runbooks: WriteError does not return then, and the other commands are only
    /// disposed of.
    /// </summary>
    protected bool ErrorsStop => _errorsStop ??= LanguagePrimitives.TryConvertTo(
        MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? given) ? given : GetVariableValue("ErrorActionPreference"),
        out ActionPreference action) && action == ActionPreference.Stop;

    /// <summary>Uses a session: the one given, or the runspace's, or one made from the environment.</summary>
    protected GenSession UseSession(GenSession? given)
    {
        if (_session is null)
        {
            try
            {
                _session = RunspaceSession.Get(given);
            }
            catch (GenServiceException failure)
            {
                ThrowTerminatingError(ErrorRecords.From(failure, null));
            }

            _session!.Noticed += OnNoticed;
            bool isVerbose = IsShown("Verbose", "VerbosePreference");
            bool isDebug = IsShown("Debug", "DebugPreference");
            Listener = isVerbose || isDebug ? new GenListener(isVerbose, isDebug, _notices.Enqueue) : null;
            Open = OpenTasks.Here();
            Open.Enter(_session.Patience);
        }

        return _session;
    }

    /// <summary>Uses the ledger of a session.</summary>
    /// <exception cref="GenServiceException">The session keeps none.</exception>
    protected LedgerBook UseLedger(GenSession? given) => UseSession(given).Ledger
        ?? throw new GenServiceException(GenErrorCode.LedgerFailed,
            "This session keeps no ledger, so nothing is remembered. Connect again without -Ledger None (or without TASKAPI_LEDGER=None), or with -Ledger " +
            "PATH.");

    /// <summary>Shows progress from now on, until <see cref="EndProgress"/>.</summary>
    internal void BeginProgress(ProgressBars bars)
    {
        _bars = bars;
        Open.Add(bars);
    }

    /// <summary>Takes the progress bars away, at the pipeline's end.</summary>
    protected void EndProgress()
    {
        foreach (ProgressRecord last in TakeBars())
        {
            CommandRuntime.WriteProgress(_bars!.Source, last);
        }
    }

    /// <summary>
    /// Writes what came up in the background, and how far it is, of this command and of those before and behind it that wait meanwhile. Call it
    /// now and then from the pipeline's thread.
    /// </summary>
    protected void WriteWaitingWarnings()
    {
        foreach (ProgressBars bars in StopToken.IsCancellationRequested ? [] : Open.Bars)
        {
            foreach (ProgressRecord record in bars.Next())
            {
                CommandRuntime.WriteProgress(bars.Source, record);
            }
        }

        while (_notices.TryDequeue(out GenNotice? notice))
        {
            switch (notice.Level)
            {
                case GenNoticeLevel.Debug:
                    WriteDebug(notice.Message);
                    break;
                case GenNoticeLevel.Verbose:
                    WriteVerbose(notice.Message);
                    break;
                case GenNoticeLevel.Warning when notice.IsNewsTo(Runspace.DefaultRunspace):
                    WriteWarning(notice.Message);
                    break;
            }
        }
    }

    /// <summary>Writes a warning, with whatever a terminal would obey in it made visible.</summary>
    protected new void WriteWarning(string text) => base.WriteWarning(VisibleText.Of(text));

    /// <summary>Writes a line for -Verbose, with whatever a terminal would obey in it made visible.</summary>
    protected new void WriteVerbose(string text) => base.WriteVerbose(VisibleText.Line(text));

    /// <summary>Writes a line for -Debug, with whatever a terminal would obey in it made visible.</summary>
    protected new void WriteDebug(string text) => base.WriteDebug(VisibleText.Line(text));

    /// <summary>Asks -WhatIf and -Confirm, with whatever a terminal would obey in the target made visible.</summary>
    protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(VisibleText.Line(target), action);

    /// <summary>
    /// Reports an error and goes on. Where the error ends the pipeline, what was begun is finished first, and the error names what is left.
    /// </summary>
    protected void Report(GenServiceException failure, object? target)
    {
        WriteWaitingWarnings();
        if (!ErrorsStop)
        {
            WriteError(ErrorRecords.From(failure, target));
            return;
        }

        if (_alsoFailed is not null)
        {
            _alsoFailed.Add(failure);
            return;
        }

        _alsoFailed = [];
        try
        {
            FinishBegun();
            (IReadOnlyList<string> ids, int submissions) = OpenTasks.Here().Settle(StopToken);
            failure = PipelineEnd.Explain(failure, _alsoFailed, NotBegun, ids, submissions);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _alsoFailed = null;
        }

        WriteError(ErrorRecords.From(failure, target));
    }

    /// <summary>Begins nothing more, lets what was begun end, and hands it out: an error is about to end the pipeline.</summary>
    protected virtual void FinishBegun()
    {
    }

    /// <summary>What the user must know of work that was given up before it began; null for nothing. Asked after <see cref="FinishBegun"/>.</summary>
    protected virtual string? NotBegun => null;

    /// <summary>Gives up what is under way when the session's patience is over.</summary>
    protected void LosePatience() => _abort.CancelAfter(_session?.Patience ?? GenSession.Grace);

    /// <summary>Begins nothing more and gives up what is under way.</summary>
    protected void GiveUp()
    {
        _stop.Cancel();
        _abort.Cancel();
    }

    /// <summary>Begins nothing more, and gives up in a moment what is under way: nothing of it is paid for.</summary>
    protected void StopWork() => StopProcessing();

    /// <summary>Ctrl+C, from another thread.</summary>
    protected override void StopProcessing()
    {
        _stop.Cancel();
        _abort.CancelAfter(GenSession.Grace);
    }

    /// <summary>
    /// Ends all background work and waits for its end. A downstream Select-Object -First, and an error of another command, call this and
    /// nothing else.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || Life.IsOver)
        {
            return;
        }

        Life.IsOver = true;
        if (!_stop.IsCancellationRequested)
        {
            // Nobody waits for the prompt with a finger on Ctrl+C: what is paid for or half saved gets the time that it needs.
            LosePatience();
            _stop.Cancel();
        }

        try
        {
            JoinWork();
        }
        finally
        {
            _abort.Cancel();
            foreach (ProgressRecord last in TakeBars())
            {
                // Past the command's runtime, which shows nothing more once the pipeline stops; and not every host takes bars away by itself.
                CommandRuntime.Host?.UI?.WriteProgress(_bars!.Source, last);
            }

            if (_session is not null)
            {
                _session.Noticed -= OnNoticed;
                Open.Leave();
            }
        }
    }

    /// <summary>Waits until the background work has ended.</summary>
    protected virtual void JoinWork()
    {
    }

    /// <summary>True when a stream's lines are shown or kept: by this command's own switch, or else by the preference of whoever calls it.</summary>
    private bool IsShown(string parameter, string preference)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out object? given))
        {
            return given is not SwitchParameter { IsPresent: false };
        }

        return LanguagePrimitives.TryConvertTo(GetVariableValue(preference), out ActionPreference action)
            && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private IReadOnlyList<ProgressRecord> TakeBars()
    {
        if (_bars is null)
        {
            return [];
        }

        Open.Remove(_bars);
        return _bars.Finish();
    }

    private void OnNoticed(object? sender, GenNotice notice) => _notices.Enqueue(notice);
}
