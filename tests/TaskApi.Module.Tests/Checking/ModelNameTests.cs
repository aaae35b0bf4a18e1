using System;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Checking;

/// <summary>The names of models as people write them: short, in capitals, misspelled, or newer than the catalog.</summary>
public sealed class ModelNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public ModelNameTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("New-GenTask kling-2.6 -Prompt fox -Duration 10 -Mode std")]
    [InlineData("New-GenTask -Model KLING-2.6 -Prompt fox -Duration 10 -Mode std")]
    [InlineData("@{ model = 'Kling-2.6'; prompt = 'fox'; duration = 10; mode = 'std' } | New-GenTask")]
    [InlineData("@{ model = ' kling-2.6 '; input = @{ prompt = 'fox'; duration = 10; mode = 'std' } } | New-GenTask")]
    [InlineData("'fox' | New-GenTask kling-2.6 -Duration 10 -Mode std")]
    public void The_name_after_the_slash_is_enough(string script)
    {
        PSObject task = _host.Run(script).Single;

        Assert.Equal(("kuaishou/kling-2.6", "Video", (object)10L, "std"), (task.Text("Model"), task.Text("Kind"), task.Input("duration")!, task.Input("mode")));
    }

    [Fact]
    public void Prices_checks_and_files_take_short_names_too()
    {
        _folder.Write("a.csv", "model,prompt,duration\nkling-2.6,fox,5\n");

        Assert.Equal(["kuaishou/kling-2.6", "kuaishou/kling-2.6"],
            _host.Run("Get-GenPrice kling-2.6 -Prompt fox -Duration 5; Import-GenRequest a.csv | Get-GenPrice").Clean.Texts("Model"));
        Assert.Equal("kuaishou/kling-2.6", _host.Run("Test-GenRequest kling-2.6 -Prompt fox -Duration 5").Single.Text("Ready.Model"));
        Assert.Equal("NotAllowed",
            Assert.Single(_host.Run("@{ prompt = 'fox'; duration = 7 } | Test-GenRequest kling-2.6").Single.List("Problems")).Text("Code"));
    }

    [Fact]
    public void A_short_name_of_several_models_is_an_error_that_lists_them()
    {
        _folder.Write("own.json", """{"models":[{"id":"me/kling-2.6","kind":"video","checked":true,"parameters":[{"name":"prompt","type":"string"}]}]}""");
        _host.Run("Connect-GenService -Local -Speed 200 -Seed 1 -CatalogPath own.json");

        foreach (string script in (string[])["@{ model = 'kling-2.6'; prompt = 'fox' } | New-GenTask", "'fox' | New-GenTask kling-2.6 -AllowUnknownModel",
            "New-GenTask kling-2.6 -Prompt fox"])
        {
            RunResult run = _host.Run(script);

            Assert.Empty(run.Output);
            run.Error.Says("'kling-2.6' is the short name of several models", "kuaishou/kling-2.6, me/kling-2.6", "in full");
        }

        Assert.Equal("me/kling-2.6", _host.Run("New-GenTask me/kling-2.6 -Prompt fox").Single.Text("Model"));
        Assert.Empty(_host.Run("Get-GenTask | Where-Object Model -ne me/kling-2.6").Clean);
    }

    [Theory]
    [InlineData("kuaishou/klng-2.6", "kuaishou/kling-2.6")]
    [InlineData("klng-2.6", "kuaishou/kling-2.6")]
    [InlineData("kuaishou/kling-2.7", "kuaishou/kling-2.6")]
    [InlineData("kling/kling-2.6", "kuaishou/kling-2.6")]
    public void A_model_near_a_known_one_is_an_error_and_sent_only_when_told(string model, string nearest)
    {
        _host.Set("m", model);
        foreach (string script in (string[])["@{ model = $m; prompt = 'fox' } | New-GenTask", "@{ model = $m; input = @{ prompt = 'fox' } } | Get-GenPrice",
            "'fox' | New-GenTask -Model $m"])
        {
            RunResult run = _host.Run(script);

            Assert.Empty(run.Output);
            run.Error.Says($"'{model}' is not in the catalog", $"Did you mean {nearest}?", "-AllowUnknownModel", "costs nothing");
        }

        RunResult told = _host.Run("@{ model = $m; prompt = 'fox' } | Test-GenRequest -AllowUnknownModel");

        Assert.Equal(model, told.Single.Text("Ready.Model"));
        Assert.Empty(told.Single.List("Problems"));
        Assert.Empty(_host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_model_that_is_near_none_is_sent_with_one_warning()
    {
        RunResult run = _host.Run("1..3 | ForEach-Object { @{ model = 'me/unheard-of'; prompt = 'fox' } } | New-GenTask -WhatIf");

        Assert.Empty(run.Errors);
        Assert.Equal("'me/unheard-of' is not in the catalog, so the request is sent as it is.", Assert.Single(run.Warnings));
    }
}
