using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Text from the pipeline that is not sent, or should not be.</summary>
public sealed class PipelineTextTests
{
    [Theory]
    [InlineData("-Prompt wolf")]
    [InlineData("-Input @{ prompt = 'wolf' }")]
    [InlineData("-Input @{ Prompt = 'wolf' }")]
    public void Text_that_a_given_prompt_overrides_is_told_once(string argument)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"'fox', 'owl', 'cat' | New-GenTask google/nano-banana -AspectRatio 1:1 {argument}");

        Assert.Equal(["wolf", "wolf", "wolf"], run.Clean.Select(task => task.Input("prompt")));
        Assert.Contains("text from the pipeline is not used", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_s_value_that_an_argument_overrides_is_not_told()
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Empty(host.Run("@{ prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask google/nano-banana -AspectRatio 16:9 -Prompt wolf").Warnings);
    }

    [Theory]
    [InlineData("https://example.com/a.png", "web address")]
    [InlineData(" https://example.com/a.png ", "web address")]
    [InlineData("96b69d7c-73d9-4a18-813c-9cf3e51ef5b4", "id of a task")]
    [InlineData("01k76zrfzfe8988e06b8pg3wen", "id of a task")]
    [InlineData("fox.png", "name of a file")]
    [InlineData("prompts.csv", "name of a file")]
    [InlineData("./my films/fox 1.mp4", "name of a file")]
    [InlineData(@"C:\my films\fox 1.MP4", "name of a file")]
    [InlineData("/tmp/out/song-1.wav", "name of a file")]
    [InlineData("\"Id\",\"Model\",\"Kind\"", "line of a table")]
    [InlineData("\"1\",,\"a \"\"red\"\" fox\",", "line of a table")]
    [InlineData("\nLabel Model Status\n----- -----  ------ \nfox   nano   Failed", "table for the screen")]
    [InlineData("{ \"Id\": \"1\", \"Status\": 3, \"SubmittedAt\": null }", "GenTask written as JSON")]
    [InlineData("[{ \"Path\": \"a\", \"Length\": 3, \"MediaType\": \"b\" }]", "GenFile written as JSON")]
    public void Text_of_which_nobody_means_a_picture_is_no_prompt(string text, string what)
    {
        using ModuleHost host = ModuleHost.Connected();
        host.Set("text", text);

        foreach (string prompt in (string[])["", "-Prompt run"])
        {
            RunResult run = host.Run($"$text | New-GenTask kuaishou/kling-2.6 {prompt}");

            Assert.Empty(run.Output);
            Assert.Equal("InvalidInput", run.Error.Id());
            run.Error.Says(what, "-Prompt", "Nothing was sent");
        }
    }

    [Theory]
    [InlineData("a fox that reads notes.txt")]
    [InlineData("the fox of fox.png, in snow")]
    [InlineData("\"Hello\", she said, \"come in\"")]
    [InlineData("\"red\",\"green\"")]
    [InlineData("verse -- -- chorus\n---\nlast verse")]
    [InlineData("{ \"scene\": \"a fox\", \"camera\": { \"move\": \"pan\" } }")]
    [InlineData("[\"a fox\", \"an owl\"]")]
    [InlineData("{ not JSON")]
    [InlineData("[verse] a fox")]
    public void Text_that_somebody_may_mean_is_a_prompt(string text)
    {
        using ModuleHost host = ModuleHost.Connected();
        host.Set("text", text);

        Assert.Equal(text, host.Run("$text | New-GenTask kuaishou/kling-2.6").Single.Input("prompt"));
    }

    [Theory]
    [InlineData("prompts.csv")]
    [InlineData("Prompts.JSONL")]
    public void A_line_of_a_table_that_was_read_as_text_is_a_prompt_only_where_that_is_said(string table)
    {
        using ModuleHost host = ModuleHost.Connected();
        var line = new PSObject("kling-2.6,a fox");
        line.Properties.Add(new PSNoteProperty("PSChildName", table));
        host.Set("line", line);

        RunResult run = host.Run("$line | New-GenTask kuaishou/kling-2.6");

        Assert.Empty(run.Output);
        run.Error.Says($"Import-GenRequest {table}", "-Prompt { $_ }", "Nothing was sent");
        Assert.Equal("kling-2.6,a fox", host.Run("$line | New-GenTask kuaishou/kling-2.6 -Prompt { $_ }").Single.Input("prompt"));
        line.Properties["PSChildName"].Value = "prompts.txt";
        Assert.Single(host.Run("$line | New-GenTask kuaishou/kling-2.6").Clean);
    }

    [Theory]
    [InlineData("Id,Model,Status,Prompt,SubmittedAt\n1,kuaishou/kling-2.6,Completed,fox,2026-11-30", "GenTask")]
    [InlineData("Path,Length,MediaType,Prompt\nfox.png,7,image/png,fox", "GenFile")]
    [InlineData("Model,Input,Prompt,IsRow\nkuaishou/kling-2.6,{},fox,True", "GenRequest")]
    [InlineData("Model,Cost,IsQuoted,Prompt\nkuaishou/kling-2.6,1,True,fox", "GenPrice")]
    public void What_was_exported_of_the_module_s_own_objects_is_no_table_of_requests(string text, string type)
    {
        using ModuleHost host = ModuleHost.Connected();
        using var folder = new TemporaryFolder();
        host.Set("table", folder.Write("rows.csv", text));

        foreach (string command in (string[])["New-GenTask", "New-GenTask kuaishou/kling-2.6", "Get-GenPrice", "Test-GenRequest"])
        {
            RunResult run = host.Run($"Import-GenRequest $table | {command}");

            Assert.Empty(run.Output);
            Assert.Equal("InvalidInput", run.Error.Id());
            run.Error.Says("rows.csv, line 2", type, "Import-Csv", "Nothing was sent");
        }
    }

    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("'fox' | New-GenTask")]
    [InlineData("Get-GenPrice")]
    [InlineData("Test-GenRequest -Input @{ prompt = 'fox' }")]
    public void A_task_s_id_and_a_file_s_name_are_no_models(string command)
    {
        using ModuleHost host = ModuleHost.Connected();

        foreach (string name in (string[])["96b69d7c-73d9-4a18-813c-9cf3e51ef5b4", "prompts.csv", "./my films/fox.png"])
        {
            host.Set("name", name);

            RunResult run = host.Run($"{command} -Model $name");

            Assert.Empty(run.Output);
            Assert.Empty(run.Warnings);
            run.Error.Says("no model", "is piped", "Nothing was sent");
        }
    }

    [Fact]
    public void A_prompt_that_names_an_address_is_a_prompt_and_so_is_whatever_is_given_as_one()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run =
            host.Run("'a poster that says https://example.com' | New-GenTask kuaishou/kling-2.6; New-GenTask kuaishou/kling-2.6 -Prompt https://example.com");

        Assert.Equal(["a poster that says https://example.com", "https://example.com"], run.Clean.Select(task => task.Input("prompt")));
    }
}
