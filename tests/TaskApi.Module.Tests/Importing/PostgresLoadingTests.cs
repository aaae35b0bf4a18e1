using System;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Importing;

/// <summary>The library for ledgers in PostgreSQL, which is loaded when somebody wants one, and works from where the module is.</summary>
public sealed class PostgresLoadingTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_databases_client_is_loaded_on_first_use_into_the_modules_own_context()
    {
        Assert.Contains("connection string cannot be read", Open("Host=db.example.org;no such word=1").Message, StringComparison.Ordinal);

        Assembly core = _host.Run("Get-GenModel kling-2.6").Single.BaseObject.GetType().Assembly;
        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(core)!;
        Assert.Contains(own.Assemblies, assembly => assembly.GetName().Name == "Npgsql");

        // Tests that need the client have another copy, in the default context.
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "TaskApi.Ledger.Postgres");
    }

    [Fact]
    public void A_server_that_is_not_there_is_told_as_the_modules_own_error()
    {
        Exception failure = Open(FormattableString.Invariant($"Host=127.0.0.1;Port={FreePort.Next()};Database=x;Username=me;Password=hunter2-Battery"));

        Assert.Equal("TaskApi.GenServiceException", failure.GetType().FullName);
        Assert.Contains("no server can be reached", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2-Battery", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.0.30319.42000")]
    [InlineData("6.0.36")]
    public void An_older_PowerShell_is_told_which_one_is_needed(string version) =>
        Assert.Contains("needs PowerShell 7.4 or later", Call("RefuseOldNet", Version.Parse(version)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Host=db.example.org;Database=genai", true)]
    [InlineData("database=genai;server = db.example.org", true)]
    [InlineData("./ledger.db", false)]
    [InlineData(@"C:\state\ledger.db", false)]
    [InlineData("/state/host=x.db", false)]
    public void A_connection_string_is_told_from_a_path(string text, bool isOne) =>
        Assert.Equal(isOne, Ledgers.GetMethod("IsConnectionString")!.Invoke(null, [text]));

    private Type Ledgers => ((CmdletInfo)_host.Run("Get-Command New-GenTask").Single.BaseObject).ImplementingType.Assembly.GetType(
        "TaskApi.Loading.PostgresLedgers", throwOnError: true)!;

    private Exception Open(string connectionString) => Call("Open", connectionString, null, null);

    private Exception Call(string method, params object?[] arguments)
    {
        MethodInfo called =
            Ledgers.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Single(candidate => candidate.Name == method);
        return Assert.Throws<TargetInvocationException>(() => called.Invoke(null, arguments)).InnerException!;
    }
}
