using System;
using System.Collections.Generic;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Checking;

/// <summary>Columns and names that the row's model has no parameter for.</summary>
public sealed class UnknownNameTests : IDisposable
{
    private const string Mixed = """
        model,prompt,aspect_ratio,duration,note
        kuaishou/kling-2.6,fox,16:9,10,mine
        google/nano-banana,owl,1:1,,mine
        google/nano-banana,elk,1:1,5,mine
        """;

    private readonly TemporaryFolder _folder = new();
    // Without a ledger, which would tell that the same file is paid for twice.
    private readonly ModuleHost _host = ModuleHost.Connected(ModuleHost.FastService + " -Ledger None");

    public UnknownNameTests()
    {
        _host.GoTo(_folder.Path);
        _folder.Write("mixed.csv", Mixed);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_cell_that_only_other_models_take_is_an_error_and_an_empty_one_is_nothing()
    {
        RunResult run = _host.Run("Import-GenRequest mixed.csv | New-GenTask");

        Assert.Equal(["fox", "owl"], run.Output.Select(task => task.Input("prompt")));
        run.Error.Says("mixed.csv, line 4", "the column 'duration' is '5' here", "google/nano-banana has no such parameter", "-IgnoreColumn 'duration'",
            "costs nothing");
        Assert.Equal(2, run.Warnings.Count);
        Assert.All(run.Warnings, warning => Assert.Contains("the column 'note'", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("duration", 2)]
    [InlineData("Duration, 'no such'", 2)]
    [InlineData("dur*, note", 0)]
    [InlineData("*", 0)]
    public void An_ignored_column_is_left_out_where_the_model_does_not_take_it_and_nowhere_else(string names, int warnings)
    {
        foreach (string rows in (string[])["Import-GenRequest mixed.csv", "(Import-GenRequest mixed.csv | Test-GenRequest)"])
        {
            RunResult run = _host.Run($"{rows} | New-GenTask -IgnoreColumn {names}");

            Assert.Equal(["fox", "owl", "elk"], run.Clean.Select(task => task.Input("prompt")));
            Assert.Equal([10L, null, null], run.Output.Select(task => task.Input("duration")));
            Assert.Equal(warnings, run.Warnings.Count);
        }
    }

    [Theory]
    [InlineData("aspect-ratio", "aspect_ratio")]
    [InlineData("Aspect*", "Aspect Ratio")]
    [InlineData("'take [1]'", "take [1]")]
    [InlineData("take?", "Take2")]
    public void A_column_to_ignore_can_be_written_in_any_spelling(string name, string column)
    {
        _host.Set("column", column);

        RunResult run = _host.Run(
            $"$row = [ordered]@{{ model = 'suno-ai/lyrics'; prompt = 'x'; mv = 'default' }}; $row[$column] = '16:9'; $row | New-GenTask -IgnoreColumn {name}");

        Assert.Equal(["mv", "prompt"], Names(run.Single.Get("Input")));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void What_is_not_sent_by_any_switch_but_ignore_is_sent_by_allow()
    {
        RunResult run = _host.Run("@{ model = 'google/nano-banana'; prompt = 'x'; aspect_ratio = '1:1'; duration = 5; note = 'mine' } | Test-GenRequest " +
            "-AllowUnknownParameter -IgnoreColumn note");

        Assert.Equal(["aspect_ratio", "duration", "prompt"], Names(run.Single.Get("Ready.Input")));
    }

    [Fact]
    public void The_other_name_of_a_parameter_is_an_error_that_tells_the_one_in_use() =>
        _host.Run("@{ model = 'kuaishou/kling-2.6'; prompt = 'x'; start_frame_url = 'https://a.example/1.png' } | New-GenTask").Error.Says("'start_frame_url'",
            "Here it is called start_image_url.");

    [Theory]
    [InlineData("Id", "")]
    [InlineData("Raw", "")]
    [InlineData("ImageUrl", "Is it image_url?")]
    [InlineData("image-url", "Is it image_url?")]
    [InlineData("Länge", "")]
    [InlineData("2nd", "")]
    public void A_name_that_the_service_would_not_use_is_an_error_where_no_parameters_are_documented(string name, string said)
    {
        _host.Set("name", name);
        foreach (string model in (string[])["topaz-labs/image-upscale", "me/unheard-of"])
        {
            _host.Set("model", model);

            RunResult run = _host.Run("@{ model = $model; $name = 'x' }, @{ model = $model; input = @{ $name = 'x' } } | New-GenTask");

            Assert.Empty(run.Output);
            Assert.Equal(2, run.Errors.Count);
            Assert.All(run.Errors, error => error.Says($"'{name}' is no parameter that is known of {model}", said, "-AllowUnknownParameter", "costs nothing"));
            Assert.Equal([name], Names(_host.Run("@{ model = $model; $name = 'x' } | Test-GenRequest -AllowUnknownParameter").Single.Get("Ready.Input")));
        }
    }

    [Fact]
    public void Any_other_name_is_sent_there_with_one_warning()
    {
        RunResult run = _host.Run("1..3 | ForEach-Object { @{ model = 'topaz-labs/image-upscale'; image_url = 'https://a.example/1.png' } } | New-GenTask " +
            "-WhatIf; @{ input = @{ image_url = 'https://a.example/1.png' } } | New-GenTask image-upscale -WhatIf");

        Assert.Empty(run.Errors);
        Assert.Equal(2, run.Warnings.Count);
        Assert.All(run.Warnings,
            warning => Assert.StartsWith("'image_url' is no parameter that is known of topaz-labs/image-upscale", warning, StringComparison.Ordinal));
        Assert.Equal("UnknownColumn", Assert.Single(
            _host.Run("@{ model = 'topaz-labs/image-upscale'; scale = 2 } | Test-GenRequest -StrictColumn").Single.List("Problems")).Text("Code"));
    }

    [Fact]
    public void What_is_ignored_is_not_sent_there_either() =>
        Assert.Equal(["scale"], Names(
            _host.Run("@{ model = 'topaz-labs/image-upscale'; scale = 2; note = 'mine' } | Test-GenRequest -IgnoreColumn note").Single.Get("Ready.Input")));

    private static IEnumerable<string> Names(object? input) => ((IDictionary<string, object?>)input!).Keys.Order(StringComparer.Ordinal);
}
