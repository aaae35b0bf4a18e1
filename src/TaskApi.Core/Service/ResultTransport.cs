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
        if (type?.GetProperty("ConnectCallback") is not { } property)
        {
            return null;
        }

        // It returns the running .NET's ValueTask, which need not be the one that this assembly was made with.
        Type result = property.PropertyType.GetMethod("Invoke")!.ReturnType;
        Type maker = typeof(Callback<>).MakeGenericType(result);
        var callback = Delegate.CreateDelegate(property.PropertyType, Activator.CreateInstance(maker, connection), maker.GetMethod("Connect")!);
        var handler = (HttpMessageHandler)Activator.CreateInstance(type)!;
        Set(nameof(HttpClientHandler.AllowAutoRedirect), false);
        Set(nameof(HttpClientHandler.UseCookies), false);
        Set(nameof(HttpClientHandler.MaxConnectionsPerServer), NetworkTransport.Connections);
        Set(nameof(HttpClientHandler.AutomaticDecompression), NetworkTransport.Packings);
        property.SetValue(handler, callback);
        return handler;

        void Set(string name, object value) => type.GetProperty(name)!.SetValue(handler, value);
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

    /// <summary>Makes connections for the handler.</summary>
    /// <typeparam name="TResult">A ValueTask of a stream.</typeparam>
    private sealed class Callback<TResult>
    {
        private readonly ResultConnection _connection;

        public Callback(ResultConnection connection) => _connection = connection;

        /// <summary>Makes a connection.</summary>
        /// <param name="context">A SocketsHttpConnectionContext.</param>
        /// <param name="stop">Ends it.</param>
        public TResult Connect(object context, CancellationToken stop)
        {
            var request = (HttpRequestMessage)Get(context, "InitialRequestMessage");
            Task<Stream> connecting = _connection.OpenAsync((DnsEndPoint)Get(context, "DnsEndPoint"), request.RequestUri!, stop);
            return (TResult)Activator.CreateInstance(typeof(TResult), connecting)!;
        }

        private static object Get(object context, string name) =>
            context.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)!.GetValue(context)!;
    }
}
