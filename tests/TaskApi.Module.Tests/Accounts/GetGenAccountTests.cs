using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Accounts;

public sealed class GetGenAccountTests
{
    [Fact]
    public void The_balance_goes_down_by_what_a_task_costs()
    {
        using ModuleHost host = ModuleHost.Connected();
        decimal before = Balance(host);

        host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask");

        Assert.Equal(0.025m, before - Balance(host));
    }

    [Fact]
    public void An_account_is_shown_in_a_table_with_a_point_in_every_culture_and_without_the_mail_address()
    {
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.Run(ModuleHost.FastService);

        RunResult run = host.Run("[cultureinfo]::CurrentCulture = 'de-DE'; $account = Get-GenAccount -Debug; $account | Out-Host; $account");

        PSObject account = run.Single;
        string[] lines = screen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int header = Array.FindIndex(lines, line => line.TrimStart().StartsWith("Balance", StringComparison.Ordinal));
        Assert.Equal(["Balance", "UserId", "IsRestricted", "RestrictedUntil"], lines[header].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([account.Text("BalanceText"), "12345", "False"], lines[header + 2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^\d+\.\d{4}$", account.Text("BalanceText"));
        Assert.Contains(run.Asides, line => line.Contains("balance_usd", StringComparison.Ordinal));
        Assert.DoesNotContain("emulator.invalid",
            screen.Text + string.Concat(run.Asides) + string.Concat(account.Properties.Select(property => property.Value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "Unauthorized", "AuthenticationError")]
    [InlineData(402, "InsufficientBalance", "LimitsExceeded")]
    [InlineData(404, "BadAnswer", "ProtocolError")]
    public void A_refusal_is_one_error_with_advice(int status, string id, string category)
    {
        using var host = new ModuleHost();
        FastClient.Connect(host, "https://api.example.com", 200, TimeSpan.FromSeconds(5),
            new ScriptedService(_ => ScriptedService.Json("""{"data":{"message":"No"}}""", status)));

        RunResult run = host.Run("Get-GenAccount");

        Assert.Empty(run.Output);
        Assert.Equal((id, category), (run.Error.Id(), run.Error.CategoryInfo.Category.ToString()));
        Assert.NotEmpty(run.Error.ErrorDetails.RecommendedAction);
    }

    private static decimal Balance(ModuleHost host) => (decimal)host.Run("Get-GenAccount").Single.Get("Balance")!;
}
