using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// The network below downloads. Where .NET lets a program make connections itself (SocketsHttpHandler.ConnectCallback, since .NET 5; this
/// assembly is made for .NET Standard, so it is reached by reflection), the address that is connected with is judged; elsewhere, on .NET
/// Framework, the host is looked up before.
/// </summary>
internal static class ResultTransport
{
    private const string HandlerType = "System.Net.Http.SocketsHttpHandler";

    /// <summary>A handler that follows no redirect, keeps no cookies, and connects only with those that results may come from.</summary>
    public static HttpMessageHandler Create(ResultConnection connection) =>
        Connecting(connection) ?? new LookingUp(connection) { InnerHandler = NetworkTransport.Create() };

    /// <summary>The handler that makes its connections itself; null where there is none.</summary>
    private static HttpMessageHandler? Connecting(ResultConnection connection)
    {
        Type? type = typeof(HttpClient).Assembly.GetType(HandlerType);
        PropertyInfo? property = type?.GetProperty("ConnectCallback");
        Delegate? callback = property is null ? null : Delegate.CreateDelegate(
            property.PropertyType, new Callback(connection), nameof(Callback.ConnectAsync), ignoreCase: false, throwOnBindFailure: false);
        if (callback is null)
        {
            return null;
        }

        var handler = (HttpMessageHandler)Activator.CreateInstance(type!)!;
        Set(nameof(HttpClientHandler.AllowAutoRedirect), false);
        Set(nameof(HttpClientHandler.UseCookies), false);
        Set(nameof(HttpClientHandler.MaxConnectionsPerServer), NetworkTransport.Connections);
        Set(nameof(HttpClientHandler.AutomaticDecompression), NetworkTransport.Packings);
        property!.SetValue(handler, callback);
        return handler;

        void Set(string name, object value) => type!.GetProperty(name)!.SetValue(handler, value);
    }

    /// <summary>Looks hosts up before they are asked.</summary>
    internal sealed class LookingUp(ResultConnection connection) : DelegatingHandler
    {
        /// <inheritdoc/>
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await connection.CheckAsync(request.RequestUri!).ConfigureAwait(false);
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Callback(ResultConnection connection)
    {
        /// <summary>Makes a connection.</summary>
        /// <param name="context">A SocketsHttpConnectionContext.</param>
        /// <param name="stop">Ends it.</param>
        public ValueTask<Stream> ConnectAsync(object context, CancellationToken stop)
        {
            var request = (HttpRequestMessage)Get(context, "InitialRequestMessage");
            return new ValueTask<Stream>(connection.OpenAsync((DnsEndPoint)Get(context, "DnsEndPoint"), request.RequestUri!, stop));
        }

        private static object Get(object context, string name) =>
            context.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)!.GetValue(context)!;
    }
}
