using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace TaskApi;

/// <summary>Tells transport failures apart by what they say about the request: it left, or it surely did not.</summary>
internal static class TransportFailure
{
    /// <summary>True when no byte of the request can have reached the service. In doubt: false.</summary>
    public static bool SurelyNotSent(Exception failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                // A socket error below an IOException happened on a connection that had been made.
                case IOException:
                    return false;
                case SocketException socket:
                    return socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                        or SocketError.NetworkUnreachable or SocketError.HostUnreachable;
                // Windows PowerShell's HttpClient reports through WebException.
                case WebException web when web.Status is WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                    or WebExceptionStatus.ConnectFailure:
                    return true;
                case System.Security.Authentication.AuthenticationException:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The innermost message: it names the cause.</summary>
    public static string Describe(Exception failure)
    {
        if (failure is OperationCanceledException or ObjectDisposedException)
        {
            return "it was given up before its answer came, because the session was closed or the pipeline stopped.";
        }

        Exception inner = failure;
        while (inner is HttpRequestException && inner.InnerException is { } next)
        {
            inner = next;
        }

        return inner.Message;
    }
}
