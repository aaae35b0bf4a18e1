using System;
using System.Diagnostics;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>The emulator as a process of its own, behind real sockets.</summary>
internal sealed class EmulatorServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly HttpClient _http;

    private EmulatorServer(Process process, string address)
    {
        _process = process;
        Address = address;
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = Limit };
    }

    public string Address { get; }

    public static async Task<EmulatorServer> Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Repository.Program("TaskApi.Emulator.Server"), "--port", "0", "--stop-with-stdin", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        try
        {
            const string Announcement = "Listening on ";
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
            {
                int found = line.IndexOf(Announcement, StringComparison.Ordinal);
                if (found >= 0)
                {
                    return new EmulatorServer(process, line[(found + Announcement.Length)..].Trim());
                }
            }

            throw new InvalidOperationException("The server ended at once: " + await process.StandardError.ReadToEndAsync());
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>What the server has seen.</summary>
    public async Task<JsonElement> Stats() => await _http.GetFromJsonAsync<JsonElement>("/_stats");

    /// <summary>Every task that the server has made, oldest first.</summary>
    public async Task<JsonElement[]> Tasks() => [.. (await _http.GetFromJsonAsync<JsonElement>("/_tasks")).GetProperty("tasks").EnumerateArray()];

    /// <summary>A file that the server serves.</summary>
    public Task<byte[]> File(string url) => _http.GetByteArrayAsync(new Uri(url));

    /// <summary>The figures, as soon as they are as they should be.</summary>
    public Task<JsonElement> StatsWhen(Predicate<JsonElement> expected) => When(Stats, expected);

    /// <summary>Lets something go wrong from now on.</summary>
    public async Task<HttpResponseMessage> Add(params string[] faults) => await _http.PostAsJsonAsync("/_faults", new { faults });

    /// <summary>The faults in force, and how often each befell.</summary>
    public async Task<JsonElement> Faults() => (await _http.GetFromJsonAsync<JsonElement>("/_faults")).GetProperty("faults");

    /// <summary>The faults, as soon as they have befallen as they should.</summary>
    public Task<JsonElement> FaultsWhen(Predicate<JsonElement> expected) => When(Faults, expected);

    /// <summary>Lets everything go well from now on.</summary>
    public async Task EndFaults() => (await _http.DeleteAsync(new Uri("/_faults", UriKind.Relative))).Dispose();

    public void Dispose()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<JsonElement> When(Func<Task<JsonElement>> ask, Predicate<JsonElement> expected)
    {
        var time = Stopwatch.StartNew();
        JsonElement told = await ask();
        while (!expected(told))
        {
            if (time.Elapsed > Limit)
            {
                throw new TimeoutException($"The server's figures did not become as they should be: {told}");
            }

            // Asking without a pause would take the machine from those who are asked about.
            await Task.Delay(Pause);
            told = await ask();
        }

        return told;
    }
}
