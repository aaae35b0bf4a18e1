using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace TaskApi.Emulator;

/// <summary>
/// The service in memory: it validates, prices, charges, limits, runs, fails and calls back as the real one does, and makes real files.
/// It knows no transport: <see cref="EmulatorHandler"/> puts it behind an HTTP client of this process. Safe for use by many threads.
/// </summary>
public sealed class GenEmulator : IDisposable
{
    /// <summary>The largest body that POST /v1/tasks takes, in bytes.</summary>
    public const int LargestTaskBody = 1024 * 1024;

    /// <summary>The largest body that PUT /upload takes, in bytes.</summary>
    public const int LargestUpload = 64 * 1024 * 1024;

    private const string TaskPrefix = "/v1/tasks/";
    private const string OutputPrefix = "/outputs/";
    private const string FilePrefix = "/files/";

    private readonly string? _apiKey;
    private readonly RateLimiter _limiter;
    private readonly CallbackSender _callbacks;
    private readonly CreateRoute _create;
    private readonly PollRoute _poll;
    private readonly AccountRoute _account;
    private readonly StatsRoute _stats;
    private readonly TasksRoute _tasks;
    private readonly OutputRoute _outputs;
    private readonly UploadRoute _uploads;
    private int _filesAskedWithKey;

    /// <summary>A service with an empty history.</summary>
    /// <exception cref="ArgumentException">The failure rate is no share, the balance is below zero, or the tasks' speed is not above zero.</exception>
    public GenEmulator(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        if (!(options.FailureRate is >= 0 and <= 1) || options.Balance < 0 || !(options.TaskSpeed > 0))
        {
            throw new ArgumentException(
                "The failure rate must lie between 0 and 1, the balance must not be below zero, and the tasks' speed must be above zero.", nameof(options));
        }

        string address = options.PublicAddress.AbsoluteUri.TrimEnd('/');
        var outputs = new OutputWriter(address);
        ulong seed = options.Seed is { } given ? (ulong)given : BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 0);
        var tasks = new TaskBook(options.Clock, seed, options.FailureRate, options.TaskSpeed);
        var account = new Account(options.Balance);
        _apiKey = options.ApiKey;
        _limiter = new RateLimiter(options.Clock, options.EnforceLimits);
        _callbacks = new CallbackSender(options.Clock, outputs, options.SendCallback, options.DecideCallback);
        _uploads = new UploadRoute(new UploadStore(seed), address);
        _create = new CreateRoute(options.Clock, options.Catalog, tasks, account, _callbacks, _uploads);
        _poll = new PollRoute(options.Clock, tasks, outputs);
        _account = new AccountRoute(options.Clock, account);
        _stats = new StatsRoute(options.Clock, _limiter, tasks, account, _uploads, () => Volatile.Read(ref _filesAskedWithKey), options.RequestsInFlight);
        _tasks = new TasksRoute(options.Clock, tasks, outputs);
        _outputs = new OutputRoute(options.Clock, tasks);
    }

    /// <summary>Answers a request. It never throws: what goes wrong inside is a 500, as with any service.</summary>
    /// <param name="request">The request.</param>
    /// <param name="instead">
    /// Given for /v1/tasks and below, for files and for /upload, this is the answer to whatever passes the key and the limit, and nothing else
    /// happens: a fault before the service did its work. The request counts as an arrival all the same.
    /// </param>
    public EmulatorResponse Handle(EmulatorRequest request, EmulatorResponse? instead = null)
    {
        try
        {
            return Route(request, instead);
        }
        catch (Exception)
        {
            return Answer.Error(500, "internal_error", "Internal server error.");
        }
    }

    /// <summary>Ends all callbacks that are still to come.</summary>
    public void Dispose() => _callbacks.Dispose();

    /// <summary>True for requests whose answer may take long to make.</summary>
    internal static bool IsSlow(EmulatorRequest request) => request.Path.StartsWith(OutputPrefix, StringComparison.Ordinal);

    private EmulatorResponse Route(EmulatorRequest request, EmulatorResponse? instead)
    {
        string path = request.Path;
        if (path.StartsWith(TaskPrefix, StringComparison.Ordinal))
        {
            return Allow(request, "GET") ?? Admit(request, RateVerb.Poll) ?? instead ?? _poll.Handle(path.Substring(TaskPrefix.Length));
        }

        if (path.StartsWith(OutputPrefix, StringComparison.Ordinal))
        {
            NoteKey(request);
            return Allow(request, "GET") ?? instead ?? _outputs.Handle(request, path.Substring(OutputPrefix.Length));
        }

        if (path.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            NoteKey(request);
            return Allow(request, "GET") ?? instead ?? _uploads.Get(request, path.Substring(FilePrefix.Length));
        }

        return path switch
        {
            "/v1/tasks" => Allow(request, "POST") ?? Admit(request, RateVerb.Create) ?? instead ?? _create.Handle(request),
            "/account" or "/v1/account" => Allow(request, "GET") ?? Authenticate(request, out _) ?? _account.Handle(),
            "/upload" => Allow(request, "PUT") ?? Authenticate(request, out _) ?? instead ?? _uploads.Put(request),
            "/_stats" => Allow(request, "GET") ?? _stats.Handle(),
            "/_tasks" => Allow(request, "GET") ?? _tasks.Handle(),
            _ => Answer.NotFound("page"),
        };
    }

    /// <summary>Files are for everybody: whoever sends a key for one has carried it where it does not belong.</summary>
    private void NoteKey(EmulatorRequest request)
    {
        if (request.Authorization is not null)
        {
            Interlocked.Increment(ref _filesAskedWithKey);
        }
    }

    private static EmulatorResponse? Allow(EmulatorRequest request, string method) =>
        string.Equals(request.Method, method, StringComparison.Ordinal)
            ? null
            : Answer.Error(405, "method_not_allowed", $"Only {method} is allowed here.", null, new KeyValuePair<string, string>("Allow", method));

    private EmulatorResponse? Admit(EmulatorRequest request, RateVerb verb)
    {
        if (Authenticate(request, out string key) is { } refusal)
        {
            return refusal;
        }

        int seconds = _limiter.Arrive(key, verb);
        return seconds == 0
            ? null
            : Answer.Error(
                429,
                "rate_limit_exceeded",
                "More than 10 requests in a second: requests of this kind are banned for 60 seconds.",
                null,
                new KeyValuePair<string, string>("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)));
    }

    private EmulatorResponse? Authenticate(EmulatorRequest request, out string key)
    {
        const string scheme = "Bearer ";
        string given = request.Authorization ?? "";
        key = given.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? given.Substring(scheme.Length).Trim() : "";
        return key.Length > 0 && (_apiKey is null || string.Equals(key, _apiKey, StringComparison.Ordinal))
            ? null
            : Answer.Error(401, "authentication_failed", "The API key is missing or invalid.");
    }
}
