using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using TaskApi.Reporting;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Reporting;

/// <summary>The page as it is written: escaped, under a strict policy, whole or not at all, and never in another file's place.</summary>
public sealed class ReportFileTests : IDisposable
{
    private static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("{{ Title }}{% for x in Cards %}")]
    public void Whatever_a_value_holds_it_is_text(string hostile)
    {
        string page = Write(new ReportEntry
        {
            Task = new GenTask
            {
                Id = "t1",
                Model = hostile,
                Status = GenTaskStatus.Failed,
                Error = hostile,
                Key = hostile,
                Batch = hostile,
                Parents = [hostile],
                Source = new GenSource(hostile, 3),
                Input = new System.Collections.Generic.Dictionary<string, object?> { ["prompt"] = hostile, [hostile] = hostile },
                Outputs =
                    [new GenOutput { Kind = GenKind.Audio, Text = hostile }, new GenOutput { Kind = GenKind.Image, Url = "https://example.org/" + hostile }],
            },
        });

        string body = page[page.IndexOf("<body>", StringComparison.Ordinal)..];
        Assert.DoesNotContain("<img", Regex.Replace(body, "<dialog.*?</dialog>", "", RegexOptions.Singleline), StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<script"));
        Assert.DoesNotContain("' onmouseover", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\" onmouseover", page, StringComparison.Ordinal);
        if (hostile.Contains("{{", StringComparison.Ordinal))
        {
            Assert.Contains("{{ Title }}{% for x in Cards %}", page, StringComparison.Ordinal);
        }
        else
        {
            Assert.DoesNotContain(hostile, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_task_of_a_chain_names_those_that_it_was_made_from()
    {
        string page = Write(new ReportEntry { Task = new GenTask { Id = "film1", Parents = ["picture1", "picture2"] } });

        Assert.Matches(@"Made from\s*<[^a-z]*/?[a-z]*>\s*<[^>]*>\s*picture1, picture2", page);
    }

    [Fact]
    public void Its_policy_names_its_own_style_and_script_by_their_hashes_and_allows_nothing_else()
    {
        string page = Write(new ReportEntry());

        string policy = System.Net.WebUtility.HtmlDecode(Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value);
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src 'sha256-{Hash("script")}'", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src 'sha256-{Hash("style")}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("<[^>]* (style|on[a-z]+)=",
            page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("<script", StringComparison.Ordinal)]);

        string Hash(string element) => Convert.ToBase64String(
            SHA256.HashData(Encoding.UTF8.GetBytes(Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value)));
    }

    [Theory]
    [InlineData("image/png", "<img src=\"media/a%20%231%27s%2525.png\"")]
    [InlineData("video/mp4", "<video class=\"film\" src=\"media/a%20%231%27s%2525.png\"")]
    [InlineData("audio/mpeg", "<audio src=\"media/a%20%231%27s%2525.png\"")]
    [InlineData("text/html", "<a href=\"media/a%20%231%27s%2525.png\" download>")]
    [InlineData("nonsense", "<img src=\"media/a%20%231%27s%2525.png\"")]
    public void A_saved_file_is_linked_relative_in_the_element_for_what_it_is(string type, string markup)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "media"));
        string file = _folder.Write(Path.Combine("media", "a #1's%25.png"), Png);

        Assert.Contains(markup, Write(Saved(file, type)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_another_folder_is_reached_from_where_the_page_is()
    {
        string file = _folder.Write("a.png", Png);

        Assert.Contains("src=\"../../a.png\"", Write("one/two/report.html", embed: false, Saved(file, "image/png")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedded_file_is_in_the_page_byte_for_byte()
    {
        byte[] bytes = [.. Png, .. RandomNumberGenerator.GetBytes(200_001)];
        string file = _folder.Write("a.png", bytes);

        string page = Write("report.html", embed: true, Saved(file, "image/png"));

        string data = Regex.Match(page, "<img src=\"data:image/png;base64,([^\"]*)\"").Groups[1].Value;
        Assert.Equal(bytes, Convert.FromBase64String(data));
        Assert.DoesNotContain("href=\"a.png\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_too_large_for_a_page_is_linked_and_told()
    {
        string large = Path.Combine(_folder.Path, "large.mp4");
        using (FileStream film = File.Create(large))
        {
            film.SetLength(EmbedBudget.LargestFile + 1);
        }

        EmbedBudget budget = ReportFile.Write(Request("report.html", embed: true, Saved(large, "video/mp4")), CancellationToken.None);

        Assert.Equal([large], budget.Left);
        Assert.Contains("src=\"large.mp4\"", File.ReadAllText(Path.Combine(_folder.Path, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_saved_has_a_placeholder_with_its_link_and_what_is_no_web_address_has_none()
    {
        var task = new GenTask { Id = "t", Status = GenTaskStatus.Completed,
            Outputs = [new GenOutput { Url = "https://example.org/a.png?s=1&t=2" }, new GenOutput { Url = "javascript:alert(1)" }] };

        string page = Write(new ReportEntry { Task = task, Files = [null, new LedgerFile("t", 1, Path.Combine(_folder.Path, "gone.png"), 1, "image/png")] });

        Assert.Contains("href=\"https://example.org/a.png?s=1&amp;t=2\"", page, StringComparison.Ordinal);
        Assert.Contains("gone.png is not there any more", page, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", page[page.IndexOf("<body>", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    public void Figures_are_the_same_in_every_culture(string culture)
    {
        var entry = new ReportEntry { Task = new GenTask { Id = "t", Model = "a/b", Status = GenTaskStatus.Completed, Cost = 1234.5m, EstimatedCost = 9m,
            SubmittedAt = DateTimeOffset.UnixEpoch, CompletedAt = DateTimeOffset.UnixEpoch.AddSeconds(125) } };
        string expected = Write("a.html", embed: false, entry);
        using var scope = new CultureScope(culture);

        Assert.Equal(expected, Write("b.html", embed: false, entry));
        Assert.Contains("$1,234.50", expected, StringComparison.Ordinal);
        Assert.Contains("2 min 05 s", expected, StringComparison.Ordinal);
        Assert.Contains("1 January 1970, 00:00 to 00:02 UTC", expected, StringComparison.Ordinal);
    }

    [Fact]
    public void An_estimate_is_marked_in_the_card_and_in_the_sum_and_what_was_told_is_not()
    {
        string page = Write("report.html", embed: false,
            new ReportEntry { Task = new GenTask { Id = "a", Model = "m/one", Cost = 2m, EstimatedCost = 5m, Status = GenTaskStatus.Completed } },
            new ReportEntry { Task = new GenTask { Id = "b", Model = "m/one", EstimatedCost = 0.025m, Status = GenTaskStatus.Processing } },
            new ReportEntry { State = LedgerState.Uncertain, Problem = "it broke off", Task = new GenTask { Model = "m/two", EstimatedCost = 1m } },
            new ReportEntry { State = LedgerState.Unsent, Problem = "the budget", Task = new GenTask { Model = "m/two", EstimatedCost = 7m } },
            new ReportEntry { Task = new GenTask { Id = "c", Model = "m/two", Status = GenTaskStatus.Pending } });
        string text = System.Net.WebUtility.HtmlDecode(page);

        Assert.Contains("<dd class=\"value\">$2.00 + ~$1.025</dd>", text, StringComparison.Ordinal);
        Assert.Contains("~ estimated for 2 tasks, not known for 1 task", text, StringComparison.Ordinal);
        Assert.Contains("<dd>~$0.025 <span class=\"unseen\">estimated</span>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("$7.00", text, StringComparison.Ordinal);
        Assert.Contains("it broke off", text, StringComparison.Ordinal);
        Assert.Contains("<option value=\"Unsent\">Unsent (1)</option>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_report_has_a_chart_for_what_is_known_and_none_for_what_is_not()
    {
        ReportEntry[] entries = [.. Enumerable.Range(0, 60).Select(number => new ReportEntry
        {
            Task = new GenTask
            {
                Id = "t" + number.ToString(CultureInfo.InvariantCulture),
                Model = "maker/model-<" + (number % 12).ToString(CultureInfo.InvariantCulture),
                Status = number % 7 == 0 ? GenTaskStatus.Failed : GenTaskStatus.Completed,
                Cost = 0.1m * number,
                SubmittedAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
                CompletedAt = DateTimeOffset.UnixEpoch.AddSeconds((number * 2) + Math.Pow(2, number % 12)),
            },
        })];

        string page = Write("full.html", embed: false, entries);
        Assert.Equal(4, Regex.Count(page, "<svg [^>]*class=\"plot\""));
        Assert.Contains("model-&lt;1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("exception", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("class=\"plot\"", Write("empty.html", embed: false, new ReportEntry { Task = new GenTask { Id = "t" } }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_earlier_report_is_replaced_and_another_file_is_not()
    {
        Write(new ReportEntry());
        Assert.Contains("<title>Again</title>", Write("report.html", embed: false, "Again", new ReportEntry()), StringComparison.Ordinal);
        string letter = _folder.Write("letter.html", "<p>Dear client");

        GenServiceException refusal = Assert.Throws<GenServiceException>(() => Write("letter.html", embed: false, new ReportEntry()));

        Assert.Equal(GenErrorCode.FileExists, refusal.Code);
        Assert.Equal("<p>Dear client", File.ReadAllText(letter));
        ReportFile.Write(Request("letter.html", embed: false, new ReportEntry()) with { Existing = ExistingReport.Replace }, CancellationToken.None);
        Assert.Contains("<!DOCTYPE html>", File.ReadAllText(letter), StringComparison.Ordinal);
        Assert.Equal(GenErrorCode.FileExists, Assert.Throws<GenServiceException>(() =>
            ReportFile.Write(Request("letter.html", embed: false, new ReportEntry()) with { Existing = ExistingReport.Keep }, CancellationToken.None)).Code);
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_old_report_and_nothing_half()
    {
        string file = _folder.Write("a.png", [.. Png, .. new byte[500_000]]);
        string before = Write(new ReportEntry());
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ReportFile.Write(Request("report.html", embed: true, Saved(file, "image/png")), stop.Token));

        Assert.Equal(before, File.ReadAllText(Path.Combine(_folder.Path, "report.html")));
        Assert.Equal(["a.png", "report.html"], _folder.Names.Order(StringComparer.Ordinal));
        Assert.Equal(GenErrorCode.FileNotWritable, Assert.Throws<GenServiceException>(() => Write("a.png/report.html", embed: false, new ReportEntry())).Code);
        Assert.Equal(GenErrorCode.FileNotWritable, Assert.Throws<GenServiceException>(() => ReportFile.Check(_folder.Path, ExistingReport.Replace)).Code);
    }

    private static ReportEntry Saved(string file, string type) => new()
    {
        Task = new GenTask { Id = "t", Status = GenTaskStatus.Completed, Outputs = [new GenOutput { Kind = GenKind.Image, Url = "https://example.org/x" }] },
        Files = [new LedgerFile("t", 0, file, new FileInfo(file).Length, type)],
    };

    private string Write(params ReportEntry[] entries) => Write("report.html", embed: false, entries);

    private string Write(string name, bool embed, params ReportEntry[] entries) => Write(name, embed, "Title", entries);

    private string Write(string name, bool embed, string title, params ReportEntry[] entries)
    {
        ReportFile.Write(Request(name, embed, entries) with { Title = title }, CancellationToken.None);
        return File.ReadAllText(Path.Combine(_folder.Path, name));
    }

    private ReportRequest Request(string name, bool embed, params ReportEntry[] entries) =>
        new() { Path = Path.Combine(_folder.Path, name), Title = "Title", Entries = entries, Embed = embed, Now = DateTimeOffset.UnixEpoch };
}
