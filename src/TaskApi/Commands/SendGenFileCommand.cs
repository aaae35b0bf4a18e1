using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Uploads local pictures, films and sounds, and returns their web addresses.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Send, "GenFile", HelpUri = HelpPage.SendGenFile, DefaultParameterSetName = PathSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GenUpload))]
public sealed class SendGenFileCommand : GenCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const int MostUnderWay = 8;

    private OrderedWork<string, GenUpload>? _work;
    private Halt<string>? _halt;

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = PathSet,
        HelpMessage = "Pictures, films and sounds on this machine; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, taken as they are written.</summary>
    [Parameter(
        Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet,
        HelpMessage = "Pictures, films and sounds on this machine, taken as they are written.")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Uploads a content also when it was uploaded before.</summary>
    [Parameter(HelpMessage = "Upload a content again that was uploaded before.")]
    public SwitchParameter Force { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => BeginProgress(new UploadProgress(UseSession(Session).Uploads));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        foreach (string given in isLiteral ? LiteralPath : Path)
        {
            try
            {
                foreach (string path in Resolve(given, isLiteral))
                {
                    Take(path);
                }
            }
            catch (GenServiceException failure)
            {
                Report(failure, given);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        EndProgress();
        if (_halt is { Reason: { } reason } halt)
        {
            string files = halt.Left.Count == 1 ? "1 file was" : FormattableString.Invariant($"{halt.Left.Count} files were");
            Report(reason.Saying($"{reason.Message} {files} not uploaded; the error's TargetObject holds their paths."), halt.Left.ToArray());
        }
    }

    /// <inheritdoc/>
    protected override void FinishBegun()
    {
        LosePatience();
        _work?.Finish();
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _work?.Join(AbortToken);
        _halt?.Dispose();
    }

    private void Take(string path)
    {
        if (!ShouldProcess(path, $"Upload to {UseSession(Session).UploadEndpoint.Authority}"))
        {
            return;
        }

        Halt<string> halt = _halt ??= new Halt<string>(StopToken);
        _work ??= new OrderedWork<string, GenUpload>(MostUnderWay, StopToken)
        {
            Succeeded = (_, upload) => WriteObject(upload),
            Failed = WriteFailure,
            Withdrawn = halt.Left.Add,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        _work.Begin(path, () => halt.Reason is null ? SendAsync(path, halt) : Halt<string>.Withdrawn<GenUpload>());
    }

    private async Task<GenUpload> SendAsync(string path, Halt<string> halt)
    {
        try
        {
            return await UseSession(Session).UploadAsync(path, Force, halt.Token).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (MeansAll(failure))
        {
            halt.Because(failure);
            throw;
        }
    }

    /// <summary>True for what every further file would be answered with too.</summary>
    private static bool MeansAll(GenServiceException failure) => failure.Code is GenErrorCode.Unauthorized or GenErrorCode.InsufficientBalance;

    private void WriteFailure(string path, GenServiceException failure)
    {
        if (MeansAll(failure))
        {
            _halt!.Left.Add(path);
        }
        else
        {
            Report(failure, path);
        }
    }

    private Collection<string> Resolve(string given, bool isLiteral)
    {
        if (isLiteral)
        {
            return [FileSystemPath.Resolve(given, SessionState.Path, (reason, failure) => Unreadable(given, reason, failure))];
        }

        try
        {
            Collection<string> paths = GetResolvedProviderPathFromPSPath(given, out ProviderInfo provider);
            if (paths.Count == 0)
            {
                // A pattern is a question, so no answer is no error; but a misspelled one must not pass for work that is done.
                WriteWarning($"No file matches '{given}'.");
            }

            return provider.Name == "FileSystem" ? paths : throw Unreadable(given, "it is not in the file system.", null);
        }
        catch (Exception failure) when (failure is ItemNotFoundException
            or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException)
        {
            throw Unreadable(given, failure.Message, failure);
        }
    }

    private static GenServiceException Unreadable(string given, string reason, Exception? failure) =>
        new(GenErrorCode.FileNotReadable, $"Cannot read '{given}': {reason.TrimEnd()} Nothing was uploaded.", failure);
}
