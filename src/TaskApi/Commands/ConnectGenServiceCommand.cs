using System;
using System.Management.Automation;
using System.Security;
using TaskApi.Binding;
using TaskApi.Emulator;
using TaskApi.Errors;
using TaskApi.Session;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Opens a session with the service, or with the emulator.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "GenService", HelpUri = HelpPage.ConnectGenService, DefaultParameterSetName = KeySet)]
[OutputType(typeof(GenSession))]
public sealed class ConnectGenServiceCommand : PSCmdlet
{
    private const string KeySet = "Key";
    private const string CredentialSet = "Credential";
    private const string LocalSet = "Local";

    /// <summary>The key.</summary>
    [Parameter(ParameterSetName = KeySet,
        HelpMessage = "The key, as a secure string: (Read-Host -AsSecureString). Left out: the environment variable UNIFICALLY_API_KEY.")]
    [Secret]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>A credential whose password is the key; its user name is not used.</summary>
    [Parameter(ParameterSetName = CredentialSet, Mandatory = true, HelpMessage = "A credential whose password is the key.")]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>The service's address.</summary>
    [Parameter(ParameterSetName = KeySet, HelpMessage = "The service's address: https, or http on this machine.")]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    public Uri? Endpoint { get; set; }

    /// <summary>Where files are uploaded to.</summary>
    [Parameter(
        ParameterSetName = KeySet,
        HelpMessage = "Where files are uploaded to, with the key. Left out: the service's own host, or the endpoint itself where another one is named.")]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    public Uri? UploadEndpoint { get; set; }

    /// <summary>How long one request may take until its answer is there.</summary>
    [Parameter(ParameterSetName = KeySet, HelpMessage = "How long one request may take: seconds, or a time such as 00:02:00.")]
    [Parameter(ParameterSetName = CredentialSet)]
    [Seconds(AtLeast = 1)]
    public TimeSpan RequestTimeout { get; set; } = GenSession.DefaultRequestTimeout;

    /// <summary>Uses the emulator in this process.</summary>
    [Parameter(ParameterSetName = LocalSet, Mandatory = true, HelpMessage = "Use the emulator in this process: offline, free, no key.")]
    public SwitchParameter Local { get; set; }

    /// <summary>How many emulated seconds pass in a real one.</summary>
    [Parameter(ParameterSetName = LocalSet, HelpMessage = "How many emulated seconds pass in a real one.")]
    [ValidateRange(0.01, 10000)]
    public double Speed { get; set; } = 10;

    /// <summary>Makes the emulator's ids, durations and failures repeatable.</summary>
    [Parameter(ParameterSetName = LocalSet, HelpMessage = "A number that makes the emulator repeatable.")]
    public int? Seed { get; set; }

    /// <summary>The emulated balance.</summary>
    [Parameter(ParameterSetName = LocalSet, HelpMessage = "The emulated account's balance in US dollars.")]
    [ValidateRange(0, 1000000)]
    public double Balance { get; set; } = 100;

    /// <summary>The share of emulated tasks that fail.</summary>
    [Parameter(ParameterSetName = LocalSet, HelpMessage = "The share of emulated tasks that fail, from 0 to 1.")]
    [ValidateRange(0, 1)]
    public double FailureRate { get; set; }

    /// <summary>The user's own models.</summary>
    [Parameter(HelpMessage = "A JSON file of models that are added to the built-in ones or replace them. Left out: the file that the environment variable " +
        "TASKAPI_CATALOG names, if it is set.")]
    [ValidateNotNullOrEmpty]
    public string? CatalogPath { get; set; }

    /// <summary>Where the ledger is kept.</summary>
    [Parameter(HelpMessage = "A file for the ledger, made if it is not there; a PostgreSQL database, as 'Host=...;Database=...'; or None. Left out: what the " +
        "environment variable TASKAPI_LEDGER says, else one file for each user.")]
    [ValidateNotNullOrEmpty]
    public string? Ledger { get; set; }

    /// <summary>Who logs in to the ledger's database.</summary>
    [Parameter(HelpMessage = "Who logs in to the ledger's database. Left out: what the connection string says, else PGUSER, PGPASSWORD and PGPASSFILE.")]
    [ValidateNotNull]
    public PSCredential? LedgerCredential { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            ModelCatalog catalog = OpenCatalog();
            GenSession session = Local ? OpenLocal(catalog) : OpenRemote(catalog);
            RequireLedger(session);
            RunspaceSession.Set(session);
            WriteObject(session);
        }
        catch (GenServiceException failure)
        {
            string? address = Endpoint is null ? null : ServiceAddress.Show(Endpoint.OriginalString);
            ThrowTerminatingError(
                ErrorRecords.From(failure, failure.Code is GenErrorCode.InvalidCatalog or GenErrorCode.FileNotReadable ? CatalogPath : address));
        }
    }

    private GenSession OpenLocal(ModelCatalog catalog) => LocalService.Open(new LocalServiceOptions { Speed = Speed, Seed = Seed, Balance = (decimal)Balance,
        FailureRate = FailureRate, Catalog = catalog, Ledger = FindLedger(LedgerPlace.InMemory).Ledger });

    private GenSession OpenRemote(ModelCatalog catalog)
    {
        SecureString? key = ApiKey ?? Credential?.Password;
        Uri? uploads = UploadEndpoint ?? (Endpoint is null ? RunspaceSession.UploadEndpoint() : null);
        var own = new GenSessionSettings { Catalog = catalog, RequestTimeout = RequestTimeout, UploadEndpoint = uploads };
        GenSessionSettings settings = FindLedger(null).In(own);
        return key is null ? RunspaceSession.FromEnvironment(Endpoint, settings) : GenSession.Open(Endpoint ?? RunspaceSession.Endpoint(), key, settings);
    }

    private LedgerPlace FindLedger(LedgerPlace? usual) =>
        Ledger is null ? usual ?? LedgerPlace.OfEnvironment() : LedgerPlace.Of(Ledger, SessionState.Path, LedgerCredential);

    /// <summary>A ledger that the user names is opened at once: an error is of more use now than at the first request.</summary>
    private void RequireLedger(GenSession session)
    {
        try
        {
            _ = Ledger is null ? null : session.Ledger?.Ledger;
        }
        catch (GenServiceException)
        {
            session.Dispose();
            throw;
        }
    }

    private ModelCatalog OpenCatalog() => CatalogPath is null ? RunspaceSession.CatalogFromEnvironment() : OverlayFile.Read(CatalogPath, SessionState.Path);
}
