using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace TaskApi.Tests.Browser.Support;

/// <summary>The Chromium of this machine, without a window. None is ever downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly string? Program = Find();

    /// <summary>How long anything in it may take, in milliseconds: a busy machine starts it slowly, and nothing here is about speed.</summary>
    public const int Patience = 180_000;

    /// <summary>Where there is none the test is skipped, or fails where the environment says that it must run.</summary>
    public static void Require()
    {
        const string WhyNot = "There is no Chromium here: install it (Debian: apt-get install chromium), or name its program in TASKAPI_TEST_CHROMIUM.";
        Assert.False(Program is null && Environment.GetEnvironmentVariable("TASKAPI_TEST_CHROMIUM_REQUIRED") == "1", WhyNot);
        Assert.SkipWhen(Program is null, WhyNot);
    }

    /// <summary>Starts it.</summary>
    public static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        IPlaywright driver = await Playwright.CreateAsync();

        // Chromium refuses to run as root with its sandbox, which is for pages from elsewhere.
        string[] arguments = !OperatingSystem.IsWindows() && Environment.UserName == "root" ? ["--no-sandbox"] : [];
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = arguments, Timeout = Patience }));
    }

    private static string? Find() => Environment.GetEnvironmentVariable("TASKAPI_TEST_CHROMIUM") is { Length: > 0 } given
        ? given
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
