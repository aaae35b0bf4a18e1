using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Callbacks;

/// <summary>A port of this machine that a command listens on, and whoever posts to it.</summary>
internal sealed class CallbackPort
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private CallbackPort(int number) => Number = number;

    public int Number { get; }

    /// <summary>Where tasks are told to call.</summary>
    public string Url => $"http://127.0.0.1:{Number}/hook";

    /// <summary>True when nobody listens.</summary>
    public bool IsFree
    {
        get
        {
            using var listener = new TcpListener(IPAddress.Loopback, Number);
            try
            {
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>A port that nobody has.</summary>
    public static CallbackPort Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new CallbackPort(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    /// <summary>The token that a callback of a session carries that names no request. No command tells it.</summary>
    public static string TokenOf(ModuleHost host)
    {
        object session = host.Run("if ($session) { $session } else { Connect-GenService -Local -Speed 10 -Seed 1 -OutVariable session }").Single.BaseObject;
        object tokens = session.GetType().GetProperty("CallbackTokens", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(session)!;
        MethodInfo make = tokens.GetType().GetMethod("For")!;
        return (string)make.Invoke(tokens, [Activator.CreateInstance(make.GetParameters()[0].ParameterType)])!;
    }

    /// <summary>Waits until somebody listens.</summary>
    public async Task UntilOpen()
    {
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Number, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }

        throw new TimeoutException("Nobody listens.");
    }

    /// <summary>Posts a callback.</summary>
    public async Task<int> Post(string body, string query)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Http.PostAsync(new Uri(Url + query), content, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
