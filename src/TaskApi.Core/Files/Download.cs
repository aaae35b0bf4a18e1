using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// One result on its way into a file: tried again when it breaks off or when its host is down, and with the address that the task has by
/// then if the old one does not hold it any more.
/// </summary>
internal sealed class Download : IDisposable
{
    // So much more than at any earlier break counts as getting on.
    private const int Progress = 64 * 1024;

    // More than in the longest wait for a host that is down: others get answers from it, and this one never.
    private const int MostHeldUp = 24;

    // A task that always tells another address has none that is good.
    private const int MostQuestions = 3;

    private readonly DownloadTools _tools;
    private readonly DownloadWish _wish;
    private readonly Reception _reception;
    private long _best;
    private int _heldUp;

    /// <param name="tools">What all downloads of a session use.</param>
    /// <param name="wish">What is wanted.</param>
    public Download(DownloadTools tools, DownloadWish wish)
    {
        _tools = tools;
        _wish = wish;
        _reception = new Reception(tools, wish);
    }

    /// <summary>Fetches the result.</summary>
    /// <exception cref="NoResultException">It does not come.</exception>
    public async Task<Received> RunAsync(CancellationToken stop)
    {
        var patience = new DownloadPatience(_tools.Pace, _wish.Task.CompletedAt);
        string address = _wish.Output.Url!;
        string? askedAbout = null;
        int asked = 0;
        await _reception.AdoptAsync(stop).ConfigureAwait(false);
        while (true)
        {
            NoResultException fault;
            try
            {
                return await _reception.TryAsync(address, stop).ConfigureAwait(false);
            }
            catch (NoResultException failure) when (failure.Remedy != Remedy.None && !stop.IsCancellationRequested)
            {
                fault = failure;
            }

            _reception.Hold();
            if (_reception.Resumable >= _best + Progress)
            {
                _best = _reception.Resumable;
                patience.Progressed();
            }

            if (fault.Host is not null)
            {
                // Nobody's try is used up by a host that is down for all.
                await AwaitHostAsync(fault, stop).ConfigureAwait(false);
                continue;
            }

            if (fault.Remedy is Remedy.Address or Remedy.SecondLook && fault.Message != askedAbout && asked++ < MostQuestions)
            {
                askedAbout = fault.Message;
                if (await AskAnewAsync(stop).ConfigureAwait(false) is { } other && other != address)
                {
                    // The new one may expire too.
                    askedAbout = null;
                    Tell(fault, "with the address that the task has now");
                    address = other;
                    continue;
                }
            }

            if (patience.After(fault) is not { } pause)
            {
                string tries = patience.Tries == 1 ? "" : FormattableString.Invariant($" It was tried {patience.Tries} times.");
                throw new NoResultException(fault.Message + tries, fault.InnerException);
            }

            await PauseAsync(fault, pause, stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reception.Dispose();

    /// <summary>Waits until it is time for everybody to ask the host again.</summary>
    private Task AwaitHostAsync(NoResultException fault, CancellationToken stop)
    {
        TimeSpan? pause = fault.Host!.Pause();
        if (pause is not null && ++_heldUp < MostHeldUp)
        {
            return PauseAsync(fault, pause.Value, stop);
        }

        string howLong = pause is null
            ? "It has been like that for a minute, whatever was asked for."
            : FormattableString.Invariant($"It was tried {_heldUp} times.");
        throw new NoResultException($"{fault.Message.TrimEnd('.')}. {howLong}", fault.InnerException);
    }

    private async Task PauseAsync(NoResultException fault, TimeSpan pause, CancellationToken stop)
    {
        Tell(fault, FormattableString.Invariant($"in {pause.TotalSeconds:0.0} s"));
        _wish.Shown?.Pauses(fault.Message);
        await _tools.Pace.Delay(pause, stop).ConfigureAwait(false);
        _wish.Shown?.Pauses(null);
    }

    private async Task<string?> AskAnewAsync(CancellationToken stop)
    {
        try
        {
            return _tools.AskAnew is { } ask && await ask(_wish.Task, stop).ConfigureAwait(false) is { } task && task.Outputs.Count == _wish.Task.Outputs.Count
                ? task.Outputs[_wish.Index].Url
                : null;
        }
        catch (GenServiceException)
        {
            // What the result's own server said is told.
            return null;
        }
    }

    private void Tell(NoResultException fault, string when)
    {
        if (GenListener.Current is { HearsVerbose: true } listener)
        {
            listener.Tell(GenNoticeLevel.Verbose, $"Retry: a result of task {_wish.Task.Id}: {_tools.Redact(fault.Message).TrimEnd('.')}; again {when}.");
        }
    }
}
