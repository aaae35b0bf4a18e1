using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Npgsql;
using Xunit;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>
/// A PostgreSQL server on loopback with a folder of its own, for as long as the tests need it. It is made by the binaries of the machine;
/// as root they run as the user <c>postgres</c>, because they refuse to run as root.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The superuser's password; no message may have it.</summary>
    public const string Password = "s3cret-Of-The-Server";

    private const string Runner = "postgres";
    private const int Stop = 19;
    private const int Continue = 18;
    private const int Interrupt = 2;
    private const int Quit = 3;

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartAsync);
    private static readonly string? Binaries = FindBinaries();

    private readonly string _folder = Directory.CreateTempSubdirectory("taskapi-postgres-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    private PostgresServer()
    {
    }

    /// <summary>How to reach the server as its superuser, its first database.</summary>
    public string ConnectionString =>
        string.Format(CultureInfo.InvariantCulture, "Host=127.0.0.1;Port={0};Database=postgres;Username=postgres;Password={1};Pooling=false", _port, Password);

    /// <summary>The server that tests share who do it no harm; another one, where the environment names it.</summary>
    public static async Task<string> SharedAsync()
    {
        if (Environment.GetEnvironmentVariable("TASKAPI_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        Require();
        return (await SharedServer.Value).ConnectionString;
    }

    /// <summary>Ends the shared server.</summary>
    public static async Task EndSharedAsync()
    {
        if (SharedServer.IsValueCreated)
        {
            await (await SharedServer.Value).DisposeAsync();
        }
    }

    /// <summary>A server of the test's own, which may come to harm.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        Require();
        var server = new PostgresServer();
        string secret = Path.Combine(server._folder, "password");
        await File.WriteAllTextAsync(secret, Password);
        if (IsRoot)
        {
            await RunAsync("chown", "-R", Runner, server._folder);
        }

        await FinishAsync(
            Command("initdb", "-D", server.Data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret, "--no-sync", "-E", "UTF8", "--locale", "C"));
        await server.BeginAsync();
        return server;
    }

    /// <summary>Starts the server again after its end.</summary>
    public async Task BeginAsync()
    {
        // Nothing here survives a power cut, and need not.
        string port = _port.ToString(CultureInfo.InvariantCulture);
        _process = Start(Command("postgres", "-D", Data, "-p", port, "-h", "127.0.0.1", "-k", "", "-c", "fsync=off", "-c", "max_connections=300"));
        for (var began = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            Assert.False(_process.HasExited, "The server ended at once.");
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(2), "The server does not start.");
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException)
            {
                // Not yet.
            }
        }
    }

    /// <summary>Ends the server as an administrator does who does not wait for its clients.</summary>
    public async Task EndAsync()
    {
        Signal(_process!.Id, Interrupt);
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the server as a crash does: nothing is put in order, and it recovers when it starts again.</summary>
    public async Task CrashAsync()
    {
        Signal(_process!.Id, Quit);
        await _process.WaitForExitAsync();
    }

    /// <summary>Makes the server and all its connections stand still.</summary>
    public async Task PauseAsync() => await SignalAllAsync(Stop);

    /// <summary>Lets the server go on.</summary>
    public async Task ResumeAsync() => await SignalAllAsync(Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await EndAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    private static string? FindBinaries()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        // Debian keeps each version in a folder of its own, and only the client's programs on the path.
        const string Versions = "/usr/lib/postgresql";
        string[] debian =
            Directory.Exists(Versions) ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin")).OrderDescending().ToArray() : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    // Who says that the tests must run, as CI does, is told when they cannot.
    private static void Require()
    {
        const string WhyNot = "There is no PostgreSQL here: install its server (Debian: apt-get install postgresql).";
        Assert.False(Binaries is null && Environment.GetEnvironmentVariable("TASKAPI_TEST_POSTGRES_REQUIRED") == "1", WhyNot);
        Assert.SkipWhen(Binaries is null, WhyNot);
    }

    private static ProcessStartInfo Command(string program, params string[] arguments)
    {
        string binary = Path.Combine(Binaries!, program);
        return IsRoot
            ? new ProcessStartInfo("setpriv", ["--reuid", Runner, "--regid", Runner, "--clear-groups", binary, .. arguments])
            : new ProcessStartInfo(binary, arguments);
    }

    private static Process Start(ProcessStartInfo command)
    {
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        command.WorkingDirectory = Path.GetTempPath();
        var process = new Process { StartInfo = command };
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static Task RunAsync(string program, params string[] arguments) => FinishAsync(new ProcessStartInfo(program, arguments));

    private static async Task FinishAsync(ProcessStartInfo command)
    {
        using Process process = Start(command);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command.FileName} {string.Join(' ', command.ArgumentList)} ended with {process.ExitCode}.");
    }

    private static void Signal(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private async Task SignalAllAsync(int signal)
    {
        // The first process starts the others: it stops first, before it is asked for them, and goes on last.
        if (signal == Stop)
        {
            Signal(_process!.Id, signal);
            string state = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat");
            while (!(await File.ReadAllTextAsync(state)).Contains(") T ", StringComparison.Ordinal))
            {
                await Task.Delay(1);
            }
        }

        string children = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process!.Id}/task/{_process.Id}/children"));
        foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // One may have ended in the meantime.
            _ = Kill(int.Parse(child, CultureInfo.InvariantCulture), signal);
        }

        if (signal != Stop)
        {
            Signal(_process.Id, signal);
        }
    }
}
