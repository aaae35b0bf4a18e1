using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Reads requests from CSV, TSV, JSON Lines and JSON files, packed with gzip or not, one at a time.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "GenRequest", HelpUri = HelpPage.ImportGenRequest, DefaultParameterSetName = PathSet)]
[OutputType(typeof(GenRequest))]
public sealed class ImportGenRequestCommand : GenCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = PathSet,
        HelpMessage = "CSV, TSV, JSONL or JSON files, also packed with gzip (.csv.gz); wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, taken as they are written.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet,
        HelpMessage = "CSV, TSV, JSONL or JSON files, also packed with gzip, taken as they are written.")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A model for rows that name none.</summary>
    [Parameter(HelpMessage = "The model of rows that name none.")]
    [ArgumentCompleter(typeof(Completion.ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

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
                    Read(path, isLiteral ? path : given);
                }
            }
            catch (GenServiceException failure)
            {
                Report(failure, given);
            }
        }
    }

    private Collection<string> Resolve(string given, bool isLiteral)
    {
        try
        {
            ProviderInfo provider;
            Collection<string> paths = isLiteral
                ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out provider, out _)]
                : GetResolvedProviderPathFromPSPath(given, out provider);
            if (paths.Count == 0)
            {
                // A pattern is a question, so no answer is no error; but a misspelled one must not pass for work that is done.
                WriteWarning($"No file matches '{given}'.");
            }

            return provider.Name == "FileSystem"
                ? paths
                : throw new GenServiceException(GenErrorCode.FileNotReadable, $"Cannot read '{given}': it is not in the file system.");
        }
        catch (System.Exception failure) when (failure is ItemNotFoundException or System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException or ProviderInvocationException)
        {
            throw new GenServiceException(GenErrorCode.FileNotReadable, $"Cannot read '{given}': {failure.Message}", failure);
        }
    }

    private void Read(string path, string shownPath)
    {
        if (Directory.Exists(path))
        {
            throw new GenServiceException(GenErrorCode.FileNotReadable,
                $"Cannot read '{shownPath}': it is a folder. Name the files, for example '{shownPath}/*.csv'.");
        }

        bool isEmpty = true;
        foreach (RequestFileRow row in RequestFile.Read(path, path))
        {
            isEmpty = false;
            if (StopToken.IsCancellationRequested)
            {
                return;
            }

            if (row.Request is { } request)
            {
                request.Model ??= Model;
                WriteObject(request);
            }
            else
            {
                string others = row.EndsFile || ErrorsStop ? "" : " The row was left out; the others go on.";
                Report(new GenServiceException(GenErrorCode.FileNotReadable, $"{row.Source}: {row.Problem}{others}"), row.Source);
            }
        }

        if (isEmpty)
        {
            WriteWarning(
                $"'{shownPath}' holds no requests. A table needs a line of parameter names, such as model,prompt, and a line for each request below it.");
        }
    }
}
