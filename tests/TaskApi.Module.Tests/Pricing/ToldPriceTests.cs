using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pricing;

/// <summary>What -WhatIf and -Confirm say of a request's price: what is known without asking.</summary>
public sealed class ToldPriceTests
{
    [Theory]
    [InlineData("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -WhatIf", "(list price 0.0250 USD a generation)")]
    [InlineData("$null = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Confirm", "(list price 0.0250 USD a generation)")]
    [InlineData("New-GenTask openai/sora-2 -Prompt fox -Duration 20 -WhatIf", "(list price 0.3000 USD a generation)")]
    [InlineData("New-GenTask kuaishou/kling-2.5 -Prompt fox -Duration 5 -WhatIf", "(list price 0.1600 USD a generation)")]
    [InlineData("New-GenTask kling-o1-video -Prompt fox -Input @{ video_url = 'https://example.com/a.mp4' } -WhatIf", "(list price 0.0480 USD a second)")]
    [InlineData("'fox' | Get-GenPrice nano-banana -AspectRatio 1:1 | ForEach-Object { $_.Request } | New-GenTask -WhatIf",
        "(0.0250 USD as the service said before)")]
    public void A_known_price_is_named_and_where_it_is_from(string script, string price)
    {
        string text = Show(script);

        Assert.Contains("Create a paid generation task", text, StringComparison.Ordinal);
        Assert.Contains(price, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt fox -WhatIf")]
    [InlineData("New-GenTask someone/something -Input @{ prompt = 'fox' } -WhatIf")]
    [InlineData("New-GenTask openai/sora-2-pro -Prompt fox -Duration 10 -WhatIf")]
    public void Where_none_is_known_none_is_named(string script)
    {
        string text = Show(script);

        Assert.Contains("Create a paid generation task", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" USD", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_asked_for_it()
    {
        using var service = new SilentService();
        var screen = new CapturingHost(1000);
        using var host = new ModuleHost(screen);
        FastClient.Connect(host, "http://127.0.0.1:9", 100, TimeSpan.FromSeconds(5), service);

        host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -WhatIf");

        Assert.Contains("0.0250 USD", screen.Text, StringComparison.Ordinal);
        Assert.Equal(0, service.Asked);
    }

    private static string Show(string script)
    {
        var screen = new CapturingHost(1000);
        using var host = new ModuleHost(screen);
        host.Run(ModuleHost.FastService);
        Assert.Empty(host.Run(script).Clean);
        return screen.Text;
    }

    private sealed class SilentService : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
        }
    }
}
