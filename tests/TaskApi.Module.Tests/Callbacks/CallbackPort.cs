using System;
using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Callbacks;

/// <summary>A port of this machine that a command listens on, and whoever posts to it.</summary>
internal sealed class CallbackPort
{
    private static readonly HttpClient Http = new() { Timeout = Background.Patience };

    private CallbackPort(int number) => Number = number;

    public int Number { get; }

    /// <summary>Where tasks are told to call.</summary>
    public string Url => $"http://127.0.0.1:{Number}/hook";

    /// <summary>True when nobody listens.</summary>
    public bool IsFree => FreePort.IsFree(Number);

    /// <summary>A port that nobody has.</summary>
    public static CallbackPort Free() => new(FreePort.Next());

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
        for (var time = Stopwatch.StartNew(); time.Elapsed < Background.Patience; await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Number, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
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
