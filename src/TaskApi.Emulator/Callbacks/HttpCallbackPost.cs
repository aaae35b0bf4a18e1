using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Emulator;

/// <summary>Posts callbacks over HTTP. Plain http goes to this machine alone; anything else needs https.</summary>
internal sealed class HttpCallbackPost : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout };

    public async Task SendAsync(Uri address, byte[] body, CancellationToken cancellationToken)
    {
        if (!IsAllowed(address))
        {
            return;
        }

        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await _client.PostAsync(address, content, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();

    internal static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;
}
