using System;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Travelling;

/// <summary>Times and amounts of tables that were written where people write them in another way.</summary>
public sealed class WrittenTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public WrittenTimeTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("2026-03-11T16:48:05.1234567+01:00", "")]
    [InlineData("2026-03-11 16:48:05 +01:00", "")]
    [InlineData("2026/03/11 16:48:05 +01:00", "")]
    [InlineData("2026. 3. 11. 16:48:05 +01:00", "")]
    [InlineData("2026.03.11. 16:48:05 +01:00", "")]
    [InlineData("11.03.2026 16:48:05 +01:00", "")]
    [InlineData("11.03.2026 16:48:05 +01:00", "en-US")]
    [InlineData("11. 3. 2026 16:48:05 +01:00", "")]
    [InlineData("11.3.2026 16.48.05 +01:00", "")]
    [InlineData("11-03-2026 16.48.05 +01:00", "en-US")]
    [InlineData("03/11/2026 16:48:05 +01:00", "")]
    [InlineData("3/11/2026 4:48:05 PM +01:00", "")]
    [InlineData("3/11/2026 4:48:05\u202FPM +01:00", "de-DE")]
    [InlineData("11/03/2026 16:48:05 +01:00", "en-GB")]
    [InlineData("11/03/2026 16:48:05 +01:00", "fr-FR")]
    [InlineData("03/11/2026 16:48:05 +01:00", "en-US")]
    [InlineData("soon", "none")]
    [InlineData("31.02.2026 16:48:05 +01:00", "none")]
    public void A_time_is_read_as_it_was_meant_or_not_at_all(string written, string culture)
    {
        string expected = culture == "none" ? "" : "2026-03-11T15:48:05Z";

        Assert.Equal(expected, Read(written, culture == "none" ? "" : culture));
    }

    [Fact]
    public void Where_day_and_month_could_be_either_no_task_was_submitted_tomorrow()
    {
        DateTimeOffset tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        int year = tomorrow.Year;
        bool isOnlyOctoberPast =
            tomorrow > new DateTimeOffset(year, 10, 12, 12, 0, 0, TimeSpan.Zero) && tomorrow < new DateTimeOffset(year, 12, 10, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(isOnlyOctoberPast ? $"{year}-10-12T12:00:00Z" : $"{year}-12-10T12:00:00Z", Read($"12/10/{year} 12:00:00 +00:00", ""));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("sv-SE")]
    [InlineData("en-GB")]
    [InlineData("da-DK")]
    [InlineData("fi-FI")]
    [InlineData("hu-HU")]
    [InlineData("ja-JP")]
    [InlineData("nl-NL")]
    [InlineData("pt-BR")]
    [InlineData("cs-CZ")]
    [InlineData("ko-KR")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    [InlineData("ar-SA")]
    public void A_machine_reads_what_it_wrote(string culture)
    {
        var moment = new DateTimeOffset(2026, 3, 11, 16, 48, 5, TimeSpan.FromHours(1));
        string written = moment.ToString(CultureInfo.GetCultureInfo(culture));

        Assert.Equal("2026-03-11T15:48:05Z", Read(written, culture));
    }

    [Theory]
    [InlineData("0.025", "0.025")]
    [InlineData("0,025", "0.025")]
    [InlineData("12,5", "12.5")]
    [InlineData("0\u066B025", "0.025")]
    [InlineData("2.5E-05", "0.000025")]
    [InlineData("free", "0")]
    public void An_amount_is_read_whatever_stands_for_the_point(string written, string expected)
    {
        string cost = Regex.Match(Page($"Cost = '{written}'"), "data-cost=\"([^\"]*)\"").Groups[1].Value;

        Assert.Equal(expected, cost);
    }

    private string Read(string written, string culture)
    {
        string page = Page($"SubmittedAt = '{written}'", culture);
        string milliseconds = Regex.Match(page, "data-submitted=\"([^\"]*)\"").Groups[1].Value;
        return milliseconds == "0" ? "" : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture)).ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private string Page(string cell, string culture = "")
    {
        _ = _host.Run($"""
            [cultureinfo]::CurrentCulture = '{culture}'
            try {"{"} [pscustomobject]@{"{"} Id = 'abcd1234'; Model = 'google/nano-banana'; Status = 'Completed'
                Outputs = 'https://example.com/a.png'; {cell} {"}"} | Export-GenReport page.html -Force {"}"}
            finally {"{"} [cultureinfo]::CurrentCulture = '' {"}"}
            """).Clean;
        return File.ReadAllText(Path.Combine(_folder.Path, "page.html"));
    }
}
