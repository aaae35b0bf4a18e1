using System;
using System.Net.Http;
using System.Net.Http.Headers;

namespace TaskApi.Tests.Support;

/// <summary>A request as it left.</summary>
internal sealed record SentRequest(HttpMethod Method, Uri Url, string? Authorization, string? Body, DateTimeOffset At, HttpRequestHeaders Headers);
