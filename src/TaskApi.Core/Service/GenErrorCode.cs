namespace TaskApi;

/// <summary>What can go wrong between the user and the service. A closed set; the names are the ErrorIds of the module.</summary>
public enum GenErrorCode
{
    /// <summary>There is no session and no key to make one, or the session was closed.</summary>
    NotConnected,

    /// <summary>The endpoint is neither https nor on this machine, is no URL, or holds a user name, a password, a query or a fragment.</summary>
    EndpointNotAllowed,

    /// <summary>The request breaks the model's documented rules and was not sent.</summary>
    InvalidRequest,

    /// <summary>The service refused the request (400, 422 or another 4xx). Nothing was charged.</summary>
    RequestRefused,

    /// <summary>The service does not accept the key (401, 403). Nothing was charged.</summary>
    Unauthorized,

    /// <summary>The balance does not cover the request (402). Nothing was charged.</summary>
    InsufficientBalance,

    /// <summary>The service asks more for the request than <c>-MaxCost</c> allows. It was not sent.</summary>
    PriceTooHigh,

    /// <summary>The request would pass the budget of its batch or pipeline. It was not sent, and nothing after it is.</summary>
    BudgetReached,

    /// <summary>The service does not know the model or the task (404).</summary>
    NotFound,

    /// <summary>The service kept refusing because of its rate limit (429), even after waiting the ban out.</summary>
    RateLimited,

    /// <summary>The service failed while reading (5xx), also after retries. Reading costs nothing.</summary>
    ServiceFailed,

    /// <summary>The service could not be reached, so the request was surely not sent. Nothing was charged.</summary>
    Unreachable,

    /// <summary>The request may or may not have reached the service: the task may exist and may have been charged. It is never sent again by itself.</summary>
    OutcomeUnknown,

    /// <summary>The service's answer could not be understood.</summary>
    BadAnswer,

    /// <summary>The task ended as failed.</summary>
    TaskFailed,

    /// <summary>The task did not end within the time given. It may still finish.</summary>
    WaitTimeout,

    /// <summary>The task has not ended, so it has no result yet.</summary>
    TaskNotEnded,

    /// <summary>A result could not be downloaded. It is still with the service.</summary>
    DownloadFailed,

    /// <summary>A file of that name is already there.</summary>
    FileExists,

    /// <summary>A file or a row of it cannot be read.</summary>
    FileNotReadable,

    /// <summary>A file, such as a report, cannot be written.</summary>
    FileNotWritable,

    /// <summary>The user's own model catalog is not in the catalog's form.</summary>
    InvalidCatalog,

    /// <summary>The port for callbacks cannot be listened on.</summary>
    ListenFailed,

    /// <summary>The ledger cannot be read or written, so nothing is sent: a request must not leave unrecorded.</summary>
    LedgerFailed,

    /// <summary>What was given is no task, or no request.</summary>
    InvalidInput,
}
