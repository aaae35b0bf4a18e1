using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Script blocks in the places of values: they are evaluated for each object of the pipeline.</summary>
public sealed class ScriptBlockTests : IDisposable
{
    private const string Film = "New-GenTask kuaishou/kling-2.6";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();
    private readonly string[] _urls;

    public ScriptBlockTests()
    {
        _host.GoTo(_folder.Path);
        _urls = _host.Run("""
            $images = 'fox', 'owl' | ForEach-Object { New-GenTask google/nano-banana -Prompt $_ -AspectRatio 1:1 | Wait-GenTask }
            $images
            """).Clean.Texts("Url");
    }

    public static TheoryData<string> Commands => [Film, "Get-GenPrice kuaishou/kling-2.6", "Test-GenRequest kuaishou/kling-2.6", Film + " -WhatIf"];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("-Prompt run -StartImageUrl { $_.Url }")]
    [InlineData("-Prompt run -StartImageUrl { $PSItem.Url }")]
    [InlineData("-Prompt run -StartImageUrl { $_.Urls }")]
    [InlineData("-Prompt run -StartImageUrl { $_ }")]
    [InlineData("-Prompt run -StartImageUrl { $_.Outputs }")]
    [InlineData("-Prompt run -StartImageUrl { $_.Outputs[0] }")]
    [InlineData("-Prompt run -StartImageUrl { [uri] $_.Url }")]
    [InlineData("-Input @{ prompt = 'run'; start_image_url = { $_.Url } }")]
    [InlineData("-Input @{ Prompt = { 'run' }; StartImageUrl = { $_ } }")]
    [InlineData("-Prompt { 'run' } -Input @{ start_image_url = { $_.Url }; prompt = 'walk' }")]
    public void A_task_s_result_becomes_the_next_one_s_input_and_the_tasks_are_linked(string arguments)
    {
        RunResult run = _host.Run($"$films = $images | {Film} {arguments}; $films");

        Assert.Equal(_urls, run.Clean.Select(film => film.Input("start_image_url")));
        Assert.All(run.Output, film => Assert.Equal(("run", null), (film.Input("prompt"), film.Input("aspect_ratio"))));
        Assert.Equal(_host.Run("$images.Id").Clean.Select(id => id.ToString()), run.Output.Select(film => film.Text("Parents")));
        Assert.Equal(run.Output.Texts("Parents"), _host.Run("Get-GenTask -Model kuaishou/kling-2.6").Clean.Texts("Parents"));
    }

    [Theory]
    [InlineData("-Prompt { \"a $($_.Input.prompt), at night\" }", "prompt", "a fox, at night")]
    [InlineData("-Prompt x -Duration { 5 * 2 }", "duration", 10L)]
    [InlineData("-Prompt x -Duration { if ($_.Prompt -eq 'fox') { '10' } else { 5 } }", "duration", 10L)]
    [InlineData("-Prompt x -EnableAudio { $_.Prompt -eq 'fox' }", "enable_audio", true)]
    [InlineData("-Prompt x -AspectRatio { $_.Input.aspect_ratio }", "aspect_ratio", "1:1")]
    [InlineData("-Prompt { $_.Prompt } -Mode { 'pro' }", "mode", "pro")]
    public void Typed_parameters_and_those_with_allowed_values_take_one_too(string arguments, string name, object value)
    {
        string use = arguments.Contains("$_", StringComparison.Ordinal) ? "" : "-StartImageUrl { $_.Url }";
        PSObject film = _host.Run($"$images[0] | {Film} {arguments} {use}").Single;

        Assert.Equal(value, film.Input(name));
    }

    [Theory]
    [InlineData("-ImageUrls { $_.Url }", 1)]
    [InlineData("-ImageUrls { $_.Urls }", 1)]
    [InlineData("-ImageUrls { $_.Url; 'https://example.com/b.png' }", 2)]
    [InlineData("-ImageUrls { $_.Url }, 'https://example.com/b.png'", 2)]
    [InlineData("-Input @{ image_urls = { $_ }, 'https://example.com/b.png' }", 2)]
    public void A_list_takes_what_a_block_gives_among_its_items(string arguments, int count)
    {
        PSObject task = _host.Run($"$images[1] | New-GenTask google/nano-banana-pro -Prompt x -AspectRatio 1:1 {arguments}").Single;

        string[] expected = [_urls[1], "https://example.com/b.png"];
        Assert.Equal(expected[..count], Assert.IsAssignableFrom<IEnumerable<object?>>(task.Input("image_urls")));
    }

    [Fact]
    public void Also_inside_of_objects()
    {
        const string Elements = "@(@{ type = 'image'; description = 'it'; image_urls = @({ $_.Url }) })";
        foreach (string arguments in (string[])[$"-Prompt x -Elements {Elements}", $"-Input @{{ prompt = 'x'; elements = {Elements} }}"])
        {
            RunResult run = _host.Run("$images | New-GenTask kuaishou/kling-o1-video " + arguments);

            Assert.Equal(2, run.Clean.Count);
            foreach ((PSObject task, string url) in run.Output.Zip(_urls))
            {
                Assert.Contains($"image_urls=[{url}]", Plain.Show(task.Get("Input")), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_block_sees_the_script_s_variables_and_functions_and_changes_none_of_them()
    {
        PSObject film = _host.Run($$"""
            function Get-Words($task) { "$what $($task.Prompt)" }
            function Send {
                $what = 'a quick'
                $images[0] | {{Film}} -StartImageUrl { $_.Url } -Prompt { $what = $what + ' red'; Get-Words $_ }
                if ($what -ne 'a quick') { throw 'changed' }
            }
            Send
            """).Single;

        Assert.Equal("a quick red fox", film.Input("prompt"));
    }

    [Fact]
    public void A_module_s_block_sees_the_module_s_own()
    {
        _host.Run($$"""
            $module = New-Module { $word = 'inside'; function Send { process { $_ | {{Film}} -StartImageUrl { $_.Url } -Prompt { $word } } } }
            $word = 'outside'
            """);

        Assert.Equal("inside", _host.Run("$images[0] | Send").Single.Input("prompt"));
    }

    [Fact]
    public void A_row_s_cells_can_be_made_into_something_else()
    {
        _folder.Write("rows.csv", "key,prompt,seed\na,fox,1\nb,owl,2\n");

        RunResult run = _host.Run("""
            Import-GenRequest rows.csv | New-GenTask google/veo-3.1-fast -Prompt { "$($_.Input.prompt) at night" }
            @{ prompt = 'elk' } | New-GenTask google/veo-3.1-fast -Prompt { $_.prompt + '!' }
            7, 8 | New-GenTask google/veo-3.1-fast -Prompt cat -Seed { $_ }
            """);

        Assert.Equal(["fox at night", "owl at night", "elk!", "cat", "cat"], run.Clean.Select(task => task.Input("prompt")));
        Assert.Equal([1L, 2L, null, 7L, 8L], run.Output.Select(task => task.Input("seed")));
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("{ throw \"no $($_.Key) today\" }", "failed: no b today")]
    [InlineData("{ 1 / 0 + $_.Key }", "failed: Attempted to divide by zero")]
    [InlineData("{ Set-StrictMode -Version Latest; $_.Nope }", "'Nope' cannot be found")]
    [InlineData("{ $_.Nope }", "gave nothing ($null)")]
    [InlineData("{ $null = $_ }", "gave nothing.")]
    [InlineData("{ 'a', $_.Key }", "gave 2 values")]
    [InlineData("{ $name = $_.Key.Nope(); \"a $name\" }", "does not contain a method named 'Nope'")]
    [InlineData("{ Get-Command no-such-command-$($_.Key); 'a' }", "no-such-command-b")]
    [InlineData("{ $PSCmdlet.ThrowTerminatingError($_.Key); 'a' }", "null-valued")]
    public void What_goes_wrong_in_a_block_is_the_error_of_its_row_and_the_others_go_on(string block, string problem)
    {
        _folder.Write("rows.csv", "key,prompt\na,fox\nb,owl\nc,elk\n");
        string guarded = $"{{ if ($_.Key -eq 'b') {block} else {{ 'fine' }} }}";

        RunResult run = _host.Run($"Import-GenRequest rows.csv | New-GenTask google/veo-3.1-fast -Prompt {guarded}");

        Assert.Equal(["a", "c"], run.Output.Texts("Key"));
        Assert.Equal("InvalidInput", run.Error.Id());
        run.Error.Says("rows.csv, line 3", "of prompt", problem, "Nothing was sent");
        Assert.Equal(2, _host.Run("Get-GenTask -Model google/veo-3.1-fast").Clean.Count);
    }

    [Fact]
    public void Error_action_stop_ends_at_the_row()
    {
        RunResult run = _host.Run($"$images | {Film} -Prompt x -StartImageUrl {{ if ($_.Prompt -eq 'owl') {{ throw 'no' }} $_.Url }} -ErrorAction Stop");

        Assert.Equal("InvalidInput", run.Error.Id());
        Assert.Single(run.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_that_takes_requests_evaluates_blocks_and_tells_the_same(string command)
    {
        RunResult good = _host.Run($"$images | {command} -Prompt {{ $_.Prompt }} -StartImageUrl {{ $_.Url }}");
        RunResult bad = _host.Run($"$images[0] | {command} -Prompt {{ throw 'no' + $_.Nothing }}");

        Assert.Equal(command.EndsWith("-WhatIf", StringComparison.Ordinal) ? 0 : 2, good.Clean.Count);
        bad.Error.Says("of prompt failed: no");
        Assert.Empty(bad.Output);
    }

    [Theory]
    [InlineData("{0} -Prompt {{ 'fox' }}")]
    [InlineData("{0} -Input @{{ prompt = {{ 'fox' }} }}")]
    [InlineData("{0} -Prompt fox -Mode {{ 'pro' }}")]
    [InlineData("$images | ForEach-Object {{ {0} -Prompt {{ $_.Prompt }} }}")]
    public void Where_nothing_is_piped_a_block_is_an_error(string script)
    {
        RunResult run = _host.Run(string.Format(CultureInfo.InvariantCulture, script, Film));

        Assert.Empty(run.Output);
        Assert.All(run.Errors, error => error.Says("nothing is piped", "Nothing was sent"));
        Assert.NotEmpty(run.Errors);
    }

    [Fact]
    public void Requests_given_as_an_argument_are_piped_in_other_words()
    {
        RunResult run = _host.Run($"{Film} -Request $images -Prompt {{ $_.Prompt.ToUpperInvariant() }}");

        Assert.Equal(["FOX", "OWL"], run.Clean.Select(film => film.Input("prompt")));
    }

    [Fact]
    public void The_engine_s_own_delayed_binding_makes_rows_of_objects()
    {
        RunResult run = _host.Run($"$images | {Film} -Request {{ @{{ prompt = 'run'; start_image_url = $_ }} }}");

        Assert.Equal(_urls, run.Clean.Select(film => film.Input("start_image_url")));
        Assert.Equal(_host.Run("$images.Id").Clean.Select(id => id.ToString()), run.Output.Select(film => film.Text("Parents")));
    }

    [Fact]
    public void A_caller_in_constrained_language_may_write_one()
    {
        _host.Run("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'");

        RunResult run = _host.Run($$"""
            $images | {{Film}} -Prompt { "a $($_.Prompt)" } -StartImageUrl { $_.Url }
            $images[0] | {{Film}} -Prompt { [System.IO.Path]::GetTempPath() + $_.Prompt }
            """);

        Assert.Equal(["a fox", "a owl"], run.Output.Select(film => film.Input("prompt")));
        run.Error.Says("of prompt failed", "language mode");
    }

    [Fact]
    public void A_loop_is_left_by_a_block_that_says_so_as_by_any_other()
    {
        RunResult run = _host.Run($"foreach ($image in $images) {{ $image | {Film} -Prompt {{ $null = $_; break }}; 'not here' }}; 'after'");

        Assert.Equal("after", run.Single.ToString());
    }

    [Theory]
    [InlineData("Get-Words $_", 0)]
    [InlineData("Get-Words $_ -ErrorAction Ignore", 1)]
    public void Also_an_error_that_would_not_end_a_script_unless_the_block_says_so(string words, int sent)
    {
        RunResult run = _host.Run($$"""
            function Get-Words {
                [CmdletBinding()] param($task)
                $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.Exception]::new('by the way'), 'Aside', 'NotSpecified', $null))
                $task.Prompt
            }
            $images[0] | {{Film}} -Prompt { {{words}} }
            """);

        Assert.Equal(sent, run.Output.Count);
        Assert.Equal(1 - sent, run.Errors.Count);
        Assert.All(run.Errors, error => error.Says("of prompt failed: by the way"));
    }

    [Fact]
    public void The_parameters_as_others_copy_them_take_no_block_for_a_text()
    {
        RunResult run = _host.Run("""
            function Send {
                [CmdletBinding()] param([Parameter(ValueFromPipeline)] $Item)
                dynamicparam {
                    $all = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
                    $own = (Get-Command New-GenTask -ArgumentList kuaishou/kling-2.6).Parameters['Prompt']
                    $all.Add('Prompt', [System.Management.Automation.RuntimeDefinedParameter]::new('Prompt', $own.ParameterType, $own.Attributes))
                    $all
                }
                end { $PSBoundParameters['Prompt'] }
            }
            Send -Prompt { $_.Prompt }
            """);

        Assert.Empty(run.Output);
        run.Error.Says("Prompt", "not text");
    }
}
