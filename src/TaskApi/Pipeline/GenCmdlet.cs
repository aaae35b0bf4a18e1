using System;
using System.Collections.Concurrent;
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
    private GenSession? _session;

    /// <summary>Cancelled when the pipeline stops: nothing new begins.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Cancelled a moment after <see cref="StopToken"/>: what is under way is given up.</summary>
    protected CancellationToken AbortToken => _abort.Token;

    /// <summary>Hears what happens to this command's requests; null when nobody reads it. Known once a session is used.</summary>
    protected GenListener? Listener { get; private set; }

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
        }

        return _session;
    }

    /// <summary>Writes what came up in the background. Call it now and then from the pipeline's thread.</summary>
    protected void WriteWaitingWarnings()
    {
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

    /// <summary>Reports an error and goes on, or ends the pipeline when no further request can succeed.</summary>
    protected void Report(GenServiceException failure, object? target)
    {
        WriteWaitingWarnings();
        ErrorRecord record = ErrorRecords.From(failure, target);
        if (failure.Code == GenErrorCode.Unauthorized)
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Ctrl+C, from another thread.</summary>
    protected override void StopProcessing() => CancelWork();

    /// <summary>Ends all background work and waits for its end. A downstream Select-Object -First calls this and nothing else.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        CancelWork();
        try
        {
            JoinWork();
        }
        finally
        {
            if (_session is not null)
            {
                _session.Noticed -= OnNoticed;
            }
        }
    }

    /// <summary>Waits until the background work has ended.</summary>
    protected virtual void JoinWork()
    {
    }

    private void CancelWork()
    {
        _stop.Cancel();
        _abort.CancelAfter(GenSession.Grace);
    }

    /// <summary>True when a stream's lines are shown or kept: by this command's own switch, or else by the preference of whoever calls it.</summary>
    private bool IsShown(string parameter, string preference)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out object? given))
        {
            return given is not SwitchParameter { IsPresent: false };
        }

        return LanguagePrimitives.TryConvertTo(GetVariableValue(preference), out ActionPreference action) && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private void OnNoticed(object? sender, GenNotice notice) => _notices.Enqueue(notice);
}
