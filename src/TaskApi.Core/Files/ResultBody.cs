using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>A result's bytes as they come over the network: what breaks here is the network's fault, not the disk's.</summary>
internal sealed class ResultBody(Stream body, string host, Action heard) : IDisposable
{
    /// <summary>Who sends it.</summary>
    public string Host => host;

    /// <summary>Reads until there are so many bytes, or no more.</summary>
    /// <exception cref="NoResultException">It broke off.</exception>
    public async Task<int> FillAsync(byte[] buffer, int enough, CancellationToken cancellation)
    {
        int filled = 0;
        try
        {
            while (filled < enough)
            {
                int read = await body.ReadAsync(buffer, filled, buffer.Length - filled, cancellation).ConfigureAwait(false);
                heard();
                if (read == 0)
                {
                    break;
                }

                filled += read;
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or InvalidDataException)
        {
            throw new NoResultException($"{host}: {TransportFailure.Describe(failure)}", failure) { Remedy = Remedy.Time };
        }

        return filled;
    }

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();
}
