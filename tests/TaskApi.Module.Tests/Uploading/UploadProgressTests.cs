using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>The bar of files on their way up: however its command ends, it is taken away.</summary>
public sealed class UploadProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CapturingHost _screen = new();
    private readonly ModuleHost _host;
    private readonly SlowFiles _service = new();

    public UploadProgressTests()
    {
        _host = new ModuleHost(_screen);
        _host.GoTo(_folder.Path);
        FastClient.Connect(_host, "https://api.example.com", speed: 1, TimeSpan.FromSeconds(30), _service, patience: TimeSpan.FromSeconds(2));
        _folder.WritePicture("fox.png", 1);
        _folder.WritePicture("boat.png", 2);
        File.AppendAllBytes("boat.png".In(_folder), new byte[SlowFiles.Large]);
    }

    public static TheoryData<string> Lines =>
    [
        "Send-GenFile fox.png, boat.png",
        "'fox.png', 'boat.png' | ForEach-Object { @{ prompt = 'run'; start_image_url = $_ } } | New-GenTask kuaishou/kling-2.6",
    ];

    public void Dispose()
    {
        _host.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void It_is_taken_away_when_all_is_up(string line)
    {
        using Background busy = Background.AtOnce(_host, line);
        WaitForBar();

        _service.ReleaseSmall();
        _service.ReleaseLarge();

        Assert.Equal(2, busy.End().Clean.Count);
        Assert.Empty(_screen.Bars);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void It_is_taken_away_when_nobody_wants_more(string line)
    {
        using Background busy = Background.AtOnce(_host, $"{line} | Select-First 1");
        WaitForBar();

        _service.ReleaseSmall();

        Assert.Single(busy.End().Clean);
        Assert.Empty(_screen.Bars);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void It_is_taken_away_when_the_user_stops(string line)
    {
        using Background busy = Background.AtOnce(_host, line);
        WaitForBar();

        busy.Stop();

        Assert.Empty(_screen.Bars);
    }

    private void WaitForBar()
    {
        Assert.True(SpinWait.SpinUntil(() => _screen.Bars.Count == 1, Background.Patience));
        Assert.Contains("Uploading files", _screen.ProgressText, StringComparison.Ordinal);
    }

    /// <summary>A service that answers uploads when it is told to, and everything else at once.</summary>
    private sealed class SlowFiles : HttpMessageHandler
    {
        public const int Large = 10_000;

        private readonly TaskCompletionSource _small = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _large = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void ReleaseSmall() => _small.SetResult();

        public void ReleaseLarge() => _large.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Put)
            {
                return new HttpResponseMessage { Content = new StringContent("""{"code":200,"success":true,"data":{"task_id":"abc123def456"}}""") };
            }

            bool isLarge = request.Content!.Headers.ContentLength > Large;
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            await (isLarge ? _large : _small).Task.WaitAsync(cancellationToken);
            return new HttpResponseMessage { Content = new StringContent($$"""{"success":true,"file_url":"https://cdn.example.com/{{isLarge}}.png"}""") };
        }
    }
}
