using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>A connection to the service, or to the emulator, with one key. Safe to use from several runspaces at once.</summary>
public sealed class GenSession : IDisposable
{
    /// <summary>The service's address unless the user names another.</summary>
    public static readonly Uri DefaultEndpoint = new("https://api.unifically.com");

    /// <summary>How long one request may take unless the user says otherwise.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(100);

    /// <summary>
    /// How long a paid request that is under way may still bring its answer home when its pipeline stops or its session is closed: an
    /// accepted task whose id is lost is paid for nothing.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(700);

    private readonly SessionEnd _end;
    private readonly ServiceClient _client;
    private readonly TaskCreation _creation;
    private readonly AccountLimits? _ownLimits;
    private readonly KnownPrices _prices;
    private readonly TaskMemory _memory;
    private readonly HttpClient _results;

    internal GenSession(GenSessionOptions options)
    {
        _end = new SessionEnd(options.Grace);
        Endpoint = options.Endpoint;
        IsLocal = options.IsLocal;
        Patience = options.Patience;
        Catalog = options.Catalog;
        Clock = options.Clock;
        _prices = new KnownPrices(options.Catalog);
        string account = options is { IsLocal: false, Key: { } secret } ? secret.NameFor(options.Endpoint) : LedgerAccount.Local;
        Ledger = options.Ledger is { } open ? new LedgerBook(open, account, options.Endpoint, options.Clock) : null;
        _memory = new TaskMemory(Ledger);
        News = new TaskNews(_memory, Ledger, Catalog, Clock, notice => Noticed?.Invoke(this, notice));
        AccountLimits limits = options.Limits
            ?? (options.Key is { } key
                ? AccountLimits.For(options.Endpoint, key, options.Slots, account, options.RequestTimeout)
                : new AccountLimits(options.Clock));
        _ownLimits = options.Key is null || options.Limits is not null ? limits : null;
        HttpClient http = Client(options.Transport ?? NetworkTransport.Create());
        _results = options.Transport is null
            ? Client(ResultTransport.Create(new ResultConnection(new ResultAddress(options.Endpoint), options.Resolve)))
            : http;
        // The emulator in this process answers as soon as the machine gets round to it, however fast its clock runs.
        TimeProvider lineClock = IsLocal ? TimeProvider.System : options.Clock;
        _client = new ServiceClient(
            http, options.Endpoint, options.Key, options.Clock, limits, () => lineClock.CreateCancellationTokenSource(options.RequestTimeout));
        CallbackTokens = options.Key?.CallbackTokens ?? CallbackTokens.Draw();
        _creation = new TaskCreation(_client, Catalog, Clock, CallbackTokens, News.WriteDownAsync);
        _client.Noticed += notice => Noticed?.Invoke(this, notice);
        Waiter = new TaskWaiter(this, limits.Get);
        Uri uploadHost = options.UploadEndpoint ?? UploadHost.For(options.Endpoint);
        var uploader = new Uploader(
            http, uploadHost, options.Key, options.Clock, lineClock, limits.Post, options.RequestTimeout, notice => Noticed?.Invoke(this, notice));
        // Every emulator in this process has files of its own.
        Uploads = new UploadBook(uploader, uploadHost, Ledger, IsLocal ? Guid.NewGuid().ToString() : account, options.Clock);
        // Files come over a real line at its own pace, also where the session's clock runs fast.
        Downloader = new Downloader(_results, options.Endpoint, _end, TimeProvider.System, _client.Redact) { Pace = options.Clock, AskAnew = ReadAsync };
    }

    /// <summary>Told about what every user of the session should know, such as a ban. Called from any thread.</summary>
    public event EventHandler<GenNotice>? Noticed;

    /// <summary>The service's address.</summary>
    public Uri Endpoint { get; }

    /// <summary>True for the emulator in this process: nothing leaves the machine, nothing costs money.</summary>
    public bool IsLocal { get; }

    /// <summary>The models that requests are checked against.</summary>
    public ModelCatalog Catalog { get; }

    /// <summary>
    /// How long paid requests and downloads that are under way may take to finish when their pipeline ends for another reason than a stop
    /// by its user. A stop gives them <see cref="Grace"/>.
    /// </summary>
    public TimeSpan Patience { get; }

    /// <summary>True once the session was closed.</summary>
    public bool IsClosed => _end.IsClosed;

    /// <summary>The tasks that the session submitted or asked about, as last seen, oldest first.</summary>
    public IReadOnlyList<GenTask> Tasks => _memory.Seen;

    /// <summary>Tasks of the ledger as last seen, oldest first, read as they are wanted; of the session alone when it keeps no ledger.</summary>
    /// <param name="query">Which.</param>
    /// <exception cref="GenServiceException">The ledger cannot be read; thrown as the tasks are read.</exception>
    public IEnumerable<GenTask> List(LedgerQuery query) => _memory.List(query);

    /// <summary>Waits for tasks.</summary>
    public TaskWaiter Waiter { get; }

    /// <summary>Saves results.</summary>
    public Downloader Downloader { get; }

    /// <summary>Uploads files.</summary>
    public UploadBook Uploads { get; }

    /// <summary>Where files are uploaded to.</summary>
    public Uri UploadEndpoint => Uploads.Host;

    /// <summary>The session's pages of the ledger; null when it keeps none.</summary>
    public LedgerBook? Ledger { get; }

    /// <summary>What takes the service's words into the memory and the ledger.</summary>
    internal TaskNews News { get; }

    /// <summary>The tokens that the URLs of callbacks carry.</summary>
    internal CallbackTokens CallbackTokens { get; }

    /// <summary>The clock that all times of the session are read from.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Opens a session with the service. Nothing is sent: the first request tells whether the key is good.</summary>
    /// <param name="endpoint">The service's address: https, or http on this machine.</param>
    /// <param name="key">The key.</param>
    /// <param name="settings">What else the user chose; null for the usual.</param>
    /// <exception cref="GenServiceException">The endpoint is not allowed, or the key cannot be one.</exception>
    public static GenSession Open(Uri endpoint, SecureString key, GenSessionSettings? settings = null)
    {
        settings ??= new GenSessionSettings();
        ServiceAddress.Check(endpoint);
        if (settings.UploadEndpoint is { } host)
        {
            ServiceAddress.Check(host, "upload endpoint");
        }

        try
        {
            return new GenSession(new GenSessionOptions
            {
                Endpoint = endpoint,
                UploadEndpoint = settings.UploadEndpoint,
                Key = ApiKey.From(key),
                Catalog = settings.Catalog,
                RequestTimeout = settings.RequestTimeout,
                Ledger = settings.Ledger,
                Slots = settings.Slots,
            });
        }
        catch (ArgumentException failure)
        {
            throw new GenServiceException(GenErrorCode.NotConnected, "The key cannot be used: " + failure.Message, failure);
        }
    }

    /// <summary>Submits a checked request. Returns as soon as the service has accepted it.</summary>
    /// <param name="request">A request as <see cref="GenRequestCheck.Ready"/> holds it.</param>
    /// <param name="stop">Nothing new is sent after this.</param>
    /// <param name="abort">A request that is under way is given up after this; its outcome may then be unknown.</param>
    /// <param name="terms">What else there is to know; null for nothing.</param>
    /// <exception cref="GenServiceException">
    /// The request was refused, its outcome is unknown, it would pass its batch's budget, the ledger cannot be written, or the session was
    /// closed before it was sent.
    /// </exception>
    /// <exception cref="RequestTakenException">Another worker has sent the same request of a batch.</exception>
    public async Task<GenTask> SubmitAsync(GenRequest request, CancellationToken stop, CancellationToken abort, SubmissionTerms? terms = null)
    {
        decimal? estimate = terms?.Quote ?? _prices.Find(request)?.Cost;
        request = await PlaceAsync(request, stop).ConfigureAwait(false);
        request = request with { Origins = Origin.Together(terms?.Entry?.Request.Origins, request.Origins ?? new Dictionary<string, string>()) };
        SubmissionRecord? record = Ledger is { } book
            ? new SubmissionRecord(book, (terms?.Entry ?? book.Draft(request)) with { Request = request, EstimatedCost = estimate }, terms?.Budget)
            : null;
        // What is written down about it belongs to what the session's end waits for.
        GenTask task = await _end.GuardPaidAsync(
            FailureText.ClosedBeforeSending,
            (unsent, sent) => _creation.CreateAsync(request, estimate, record, unsent, sent),
            stop,
            abort).ConfigureAwait(false);
        return Remember(task);
    }

    /// <summary>Asks what a checked request would cost. Nothing is created and nothing is charged.</summary>
    public async Task<GenPrice> QuoteAsync(GenRequest request, CancellationToken stop)
    {
        GenPrice price = await _end.GuardAsync(
            FailureText.ClosedBeforeAnswer, token => PriceQuestion.AskAsync(_client, Uploads, request, token), stop).ConfigureAwait(false);
        _prices.Note(price);
        return price;
    }

    /// <summary>
    /// What a checked request will probably cost, in words that say where that is known from: what the service said of an equal one, or the
    /// catalog's list price. Nothing is asked. Null when nothing is known.
    /// </summary>
    public string? TellPrice(GenRequest request) => _prices.Find(request)?.Text;

    /// <summary>Asks for the state of a task.</summary>
    public async Task<GenTask> ReadAsync(GenTask task, CancellationToken stop)
    {
        string path = PathOf(task);
        WireAnswer answer = await _end.GuardAsync(
            FailureText.ClosedBeforeAnswer, token => _client.GetAsync(path, isPaced: true, token), stop).ConfigureAwait(false);
        return await News.TakeAsync(Recall(task), answer).ConfigureAwait(false);
    }

    /// <summary>Uploads a local file that is a picture, a film or a sound, unless its content was uploaded before and is still there.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="evenIfKnown">Uploads it also when it was before.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="GenServiceException">The file cannot be used or was not uploaded, or the session was closed. Nothing was charged.</exception>
    public Task<GenUpload> UploadAsync(string path, bool evenIfKnown, CancellationToken stop)
    {
        LocalMedium medium = LocalMedium.Look(path, out string problem)
            ?? throw new GenServiceException(GenErrorCode.FileNotReadable, $"'{path}' {problem}. Nothing was uploaded.");
        return _end.GuardAsync(UploadFailure.Closed, token => Uploads.GetAsync(medium, evenIfKnown, token), stop);
    }

    /// <summary>Asks for the account's balance.</summary>
    /// <exception cref="GenServiceException">The service did not tell it, or the session was closed.</exception>
    public Task<GenAccount> ReadAccountAsync(CancellationToken stop) =>
        _end.GuardAsync(FailureText.ClosedBeforeAnswer, token => AccountQuestion.AskAsync(_client, Clock, token), stop);

    /// <summary>Asks for the state of a task once, with a slot that is already taken; whoever asks decides whether to ask again.</summary>
    internal async Task<GenTask> PollAsync(GenTask task, IRequestSlot slot, CancellationToken stop)
    {
        if (!TaskId.IsValid(task.Id))
        {
            slot.ReleaseUnused();
        }

        return await News.TakeAsync(task, await _client.GetOnceAsync(PathOf(task), slot, stop).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Believes what a callback says of a task. What has ended stays as it is.</summary>
    internal async Task<GenTask> BelieveAsync(GenTask known, WireAnswer told) =>
        known.IsEnded ? known : await News.TakeAsync(known, told).ConfigureAwait(false);

    /// <summary>A text from outside without the key and the tokens of callbacks.</summary>
    internal string Redact(string text) => _client.Redact(text);

    /// <summary>Puts addresses in the places of a request's local files, which are uploaded, and fresh ones in those of old uploads.</summary>
    /// <exception cref="GenServiceException">One was not uploaded, or the session was closed. Nothing was charged.</exception>
    internal Task<GenRequest> PlaceAsync(GenRequest request, CancellationToken stop) =>
        UploadBook.IsAsked(request)
            ? _end.GuardAsync(FailureText.ClosedBeforeSending, token => Uploads.PlaceAsync(request, token), stop)
            : Task.FromResult(request);

    /// <summary>Closes the session. Tasks that were submitted go on with the service; whoever uses the session hears of its end.</summary>
    public void Dispose()
    {
        if (!IsClosed)
        {
            _end.Dispose();
            Waiter.Dispose();
            _client.Dispose();
            _results.Dispose();
            _ownLimits?.Dispose();
            Ledger?.Dispose();
        }
    }

    /// <summary>The address, without anything secret.</summary>
    public override string ToString() => IsLocal ? "local emulator" : Endpoint.AbsoluteUri;

    private static HttpClient Client(HttpMessageHandler handler)
    {
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("TaskApi/" + typeof(GenSession).Assembly.GetName().Version!.ToString(3));
        return client;
    }

    /// <summary>A task as the session last saw it; null when it has not.</summary>
    internal GenTask? Known(string id) => _memory.Find(id);

    /// <summary>Keeps a task as it is now.</summary>
    internal GenTask Remember(GenTask task) => _memory.Keep(task);

    /// <summary>
    /// A task that comes from outside, by its identifier or with what a file or a job kept of it, together with what the session, or else
    /// the ledger, knows of it. Nobody is asked.
    /// </summary>
    public GenTask Recall(GenTask task) => _memory.Recall(task);

    private static string PathOf(GenTask task) => TaskId.IsValid(task.Id)
        ? TaskId.PathOf(task.Id)
        : throw new GenServiceException(GenErrorCode.InvalidInput, $"{ValueText.Show(task.Id)} is no task id. {TaskId.Rule}");
}
