using System;
using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>Asking the server for faults.</summary>
public sealed class FaultOptionTests
{
    [Theory]
    [InlineData("nonsense:post:1")]
    [InlineData("reset-after")]
    [InlineData("reset-after:patch:1")]
    [InlineData("reset-after:post:1.5")]
    [InlineData("reset-after:post:-1")]
    [InlineData("reset-after:post:x0")]
    [InlineData("reset-after:post:1:7")]
    [InlineData("latency:post:1")]
    [InlineData("html:post:1:99")]
    [InlineData("rate-limit:post:1:soon")]
    [InlineData("reset-after:post:1:seed=x")]
    [InlineData("callback-lost:post:1")]
    public async Task A_wrong_fault_ends_the_server_with_its_usage(string fault)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Program("TaskApi.Emulator.Server"), "--fault", fault]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;

        // A server that takes the fault serves for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        using CancellationTokenRegistration end = limit.Token.Register(process.Kill);
        string said = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("is not a fault", said, StringComparison.Ordinal);
        Assert.Contains("Usage:", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_are_added_counted_and_ended_while_the_server_runs()
    {
        using EmulatorServer server = await EmulatorServer.Start("--fault", "error-before:get:x2");
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        using HttpResponseMessage added = await server.Add("html:both:x1:502");
        HttpStatusCode[] seen = [await Get(http), await Get(http), await Get(http), await Get(http)];
        JsonElement faults = await server.Faults();
        await server.Add("error-before:get:1");
        await server.EndFaults();

        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway, HttpStatusCode.NotFound], seen);
        Assert.Equal(2, faults[0].GetProperty("befell").GetInt32());
        Assert.Equal(1, faults[1].GetProperty("befell").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, await Get(http));
    }

    [Fact]
    public async Task A_wrong_fault_at_run_time_changes_nothing()
    {
        using EmulatorServer server = await EmulatorServer.Start();
        using HttpResponseMessage answer = await server.Add("error-before:get:1", "nonsense");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, (await server.Faults()).GetArrayLength());
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_requests()
    {
        var seen = new string[2];
        for (int i = 0; i < seen.Length; i++)
        {
            using EmulatorServer server = await EmulatorServer.Start("--no-limits", "--fault", "error-before:get:0.5:seed=3");
            using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
            for (int request = 0; request < 30; request++)
            {
                seen[i] += (int)await Get(http) == 500 ? 'x' : '.';
            }
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.Contains('x', seen[0]);
        Assert.Contains('.', seen[0]);
    }

    [Fact]
    public async Task Without_limits_nobody_is_banned_and_all_is_counted()
    {
        using EmulatorServer server = await EmulatorServer.Start("--no-limits");
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(HttpStatusCode.NotFound, await Get(http));
        }

        JsonElement polls = (await server.Stats()).GetProperty("poll");
        Assert.Equal(40, polls.GetProperty("requests").GetInt32());
        Assert.Equal(0, polls.GetProperty("bans").GetInt32());
    }

    private static async Task<HttpStatusCode> Get(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/tasks/unknown-task") { Headers = { { "Authorization", "Bearer any" } } };
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
