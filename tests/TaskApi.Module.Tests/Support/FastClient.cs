using System;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using Xunit;

namespace TaskApi.Module.Tests.Support;

/// <summary>
/// A session with a server whose clock runs fast, on a clock that runs as fast: pauses, plans and limits of real seconds would make a
/// test of a minute's work last a minute. Users have no such session, so it is made of the module's own parts, past its commands.
/// </summary>
internal static class FastClient
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // In real time, as users have it, and more, because a machine of tests may be busier than theirs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Connects a runspace: its commands use the session, which the variable $session holds too.</summary>
    /// <param name="host">The runspace.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="speed">How many seconds of both clocks pass in a real one.</param>
    /// <param name="requestTimeout">How long one request may take, in real time.</param>
    /// <param name="transport">What is below the session; null for the network.</param>
    /// <param name="key">The session's key.</param>
    /// <param name="patience">How long what is under way may take when a pipeline ends, in real time; null for two minutes.</param>
    public static void Connect(ModuleHost host, string address, double speed, TimeSpan requestTimeout, HttpMessageHandler? transport = null,
        string key = "sk-any", TimeSpan? patience = null)
    {
        // The module loads the ledger with the first session that keeps one, which may be this one.
        host.Run("$null = Connect-GenService -Local; $null = Get-GenTask; Disconnect-GenService");
        var core = (Assembly)host.Run("[TaskApi.GenSession].Assembly").Single.BaseObject;
        object clock = Make(core, "TaskApi.ScaledTimeProvider", speed, null);
        object options = Make(core, "TaskApi.GenSessionOptions");
        Set(options, "Endpoint", new Uri(address));
        Set(options, "Key", Make(core, "TaskApi.ApiKey", key));
        Set(options, "Clock", clock);
        Set(options, "Limits", Make(core, "TaskApi.AccountLimits", clock));
        Set(options, "RequestTimeout", requestTimeout * speed);
        Set(options, "Patience", patience ?? Patience);
        Set(options, "Transport", transport);
        Set(options, "Ledger", InMemoryLedger(core));
        host.Set("session", Make(core, "TaskApi.GenSession", options));
        host.Run("$PSDefaultParameterValues = @{ '*-Gen*:Session' = $session }");
    }

    /// <summary>
    /// True when nothing that is paid for is under way and nobody waits for tasks of the runspace's $session: the planner, told of the last wait's
    /// end, has ended too.
    /// </summary>
    public static bool BecomesIdle(ModuleHost host)
    {
        object waiter = host.Run("$session.Waiter").Single.BaseObject;
        WaitUntilNothingIsPaid(host.Run("$session").Single.BaseObject);
        PropertyInfo isIdle = waiter.GetType().GetProperty("IsIdle", Own)!;
        return SpinWait.SpinUntil(() => (bool)isIdle.GetValue(waiter)!, Background.Patience);
    }

    /// <summary>Waits until no paid request of a session is under way: each is answered, and its answer written down.</summary>
    public static void WaitUntilNothingIsPaid(object session)
    {
        object end = session.GetType().GetField("_end", Own)!.GetValue(session)!;
        var nonePaid = (ManualResetEventSlim)end.GetType().GetField("_nonePaid", Own)!.GetValue(end)!;
        Assert.True(nonePaid.Wait(Background.Patience), "A paid request is still under way.");
    }

    /// <summary>Opens a ledger in memory, as a session with the emulator in the process has one.</summary>
    private static Delegate InMemoryLedger(Assembly core)
    {
        Assembly sqlite = AssemblyLoadContext.GetLoadContext(core)!.Assemblies.Single(assembly => assembly.GetName().Name == "TaskApi.Ledger.Sqlite");
        MethodInfo open = sqlite.GetType("TaskApi.Ledger.Sqlite.SqliteLedger", throwOnError: true)!.GetMethod("InMemory", [])!;
        return open.CreateDelegate(typeof(Func<>).MakeGenericType(core.GetType("TaskApi.ILedger", throwOnError: true)!));
    }

    private static object Make(Assembly core, string type, params object?[] arguments) =>
        Activator.CreateInstance(core.GetType(type, throwOnError: true)!, Own, null, arguments, null)!;

    private static void Set(object target, string property, object? value) => target.GetType().GetProperty(property, Own)!.SetValue(target, value);
}
