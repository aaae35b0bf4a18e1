namespace TaskApi.Emulator;

/// <summary>The two kinds of requests that the service limits, each on its own.</summary>
internal enum RateVerb
{
    /// <summary>POST /v1/tasks.</summary>
    Create,

    /// <summary>GET /v1/tasks/{id}.</summary>
    Poll,
}
