using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>Addresses in requests that the service surely cannot read: it would charge for them all the same.</summary>
public sealed class WebAddressTests
{
    private static readonly Uri Service = new("https://api.unifically.com");

    [Theory]
    [InlineData("https://emulator.taskapi.invalid/outputs/abc.png", "emulator")]
    [InlineData("https://not-uploaded.taskapi.invalid/1.png", "emulator")]
    [InlineData("https://TaskApi.Invalid/1.png", "emulator")]
    [InlineData("http://localhost/fox.png", "this machine")]
    [InlineData("http://127.0.0.1:8080/fox.png", "this machine")]
    [InlineData("https://[::1]/fox.png", "this machine")]
    public void An_address_that_the_service_cannot_reach_is_an_error_before_anything_is_paid(string url, string expected)
    {
        foreach (GenRequest request in (GenRequest[])
            [
                Of("kuaishou/kling-2.6", ("prompt", "run"), ("start_image_url", url)),
                Of("google/nano-banana", ("prompt", "fox"), ("aspect_ratio", "1:1"), ("image_urls", new List<object?> { "https://example.com/a.png", url })),
                Of("kuaishou/kling-o1-video", ("prompt", "fox"),
                    ("elements", new List<object?> { new Dictionary<string, object?> { ["image_urls"] = new List<object?> { url } } })),
                Of("topaz-labs/image-upscale", ("image_url", url)),
                Of("me/unheard-of", ("first_frame_url", url)),
            ])
        {
            GenRequestCheck check = new RequestChecker(ModelCatalog.BuiltIn, new RequestCheckOptions { Service = Service }).Check(request);

            GenProblem problem = Assert.Single(check.Problems, problem => !problem.IsWarning);
            Assert.Equal(GenProblemCode.InvalidUrl, problem.Code);
            Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
            Assert.Contains(url, problem.Message, StringComparison.Ordinal);
            Assert.Null(check.Ready);
        }
    }

    [Theory]
    [InlineData("https://emulator.taskapi.invalid/outputs/abc.png", null)]
    [InlineData("http://localhost/fox.png", "http://127.0.0.1:5000")]
    [InlineData("https://example.com/localhost.png", "https://api.unifically.com")]
    [InlineData("https://nottaskapi.invalid.example.com/1.png", "https://api.unifically.com")]
    public void An_address_that_it_may_reach_is_sent(string url, string? service)
    {
        var options = new RequestCheckOptions { Service = service is null ? null : new Uri(service) };

        Assert.True(new RequestChecker(ModelCatalog.BuiltIn, options).Check(Of("kuaishou/kling-2.6", ("prompt", "run"), ("start_image_url", url))).IsValid);
    }

    [Theory]
    [InlineData("the page http://localhost/ on a screen")]
    [InlineData("http://localhost/")]
    public void A_prompt_may_be_about_such_an_address(string prompt)
    {
        GenRequest request = Of("kuaishou/kling-2.6", ("prompt", prompt));

        Assert.True(new RequestChecker(ModelCatalog.BuiltIn, new RequestCheckOptions { Service = Service }).Check(request).IsValid);
    }

    private static GenRequest Of(string model, params (string Name, object? Value)[] input) =>
        new() { Model = model, Input = input.ToDictionary(pair => pair.Name, pair => pair.Value) };
}
