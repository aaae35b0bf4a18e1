using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Names that users make up for their files.</summary>
public sealed class NameTemplateTests
{
    private static readonly GenTask Task = new()
    {
        Id = "abcd",
        Model = "google/nano-banana",
        Batch = "spring: one",
        Source = new GenSource("prompts.csv", 7),
        Input = new Dictionary<string, object?> { ["prompt"] = "a fox / in snow", ["duration"] = 2.5 },
    };

    [Theory]
    [InlineData("{batch}_{line}_{key}.{ext}", "spring--one_7_mine")]
    [InlineData("{model}-{id}", "nano-banana-abcd")]
    [InlineData("{ID} of {Prompt}", "abcd-of-a-fox---in-snow")]
    [InlineData("{duration}s {nothing}", "2.5s-_")]
    [InlineData("final.{id}.{ext}", "final.abcd")]
    [InlineData("CON{nothing}.{id}", "CON_.abcd")]
    [InlineData("con.{id}", "_con.abcd")]
    [InlineData("..{id}...", "abcd")]
    [InlineData("{id}: \"<what>\" | ?*", "abcd----what")]
    public void Fields_become_what_they_name_and_the_whole_is_safe(string template, string name) =>
        Assert.Equal(name, Name(template, Task with { Key = "mine" }));

    [Fact]
    public void Without_a_key_the_line_tells_the_row_and_without_a_line_the_model_the_file()
    {
        Assert.Equal("7", Name("{key}", Task));
        Assert.Equal("nano-banana", Name("{key}", Task with { Source = null }));
    }

    [Theory]
    [InlineData("{line}", "7-1", "7-2")]
    [InlineData("{n}. {line}", "1.-7", "2.-7")]
    public void The_results_of_one_task_have_names_of_their_own(string template, string first, string second) =>
        Assert.Equal([first, second], Enumerable.Range(0, 2).Select(index => FileName.For(Task, index, 2, NameTemplate.Read(template))));

    [Fact]
    public void A_results_own_name_can_stand_in_the_files_name()
    {
        GenTask task = Task with { Outputs = [new GenOutput { Name = "audio_url" }, new GenOutput { Name = "clips.1.image_url" }] };
        Assert.Equal("abcd-clips.1.image_url", FileName.For(task, 1, 1, NameTemplate.Read("{id} {output}")));
        Assert.Equal("audio_url-1", FileName.For(task, 0, 2, NameTemplate.Read("{output}.{ext}")));
    }

    [Fact]
    public void A_long_name_is_cut_by_bytes_and_stays_different_from_others()
    {
        GenTask task = Task with { Input = new Dictionary<string, object?> { ["prompt"] = new string('雪', 80) } };
        string[] names = [.. ((string[])["a", "b"]).Select(end => Name("{prompt}{prompt}{prompt}{key}", task with { Key = end }))];
        Assert.All(names, name => Assert.InRange(Encoding.UTF8.GetByteCount(name), 200, 220));
        Assert.NotEqual(names[0], names[1]);
    }

    [Fact]
    public void Ids_that_differ_in_case_alone_have_names_of_their_own() =>
        Assert.NotEqual(Name("{id}", Task with { Id = "ABCD" }), Name("{id}", Task with { Id = "AbCD" }), StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("fox", "without a field")]
    [InlineData("out/{id}", "-DestinationPath")]
    [InlineData("out\\{id}", "-DestinationPath")]
    [InlineData("{id", "brace")]
    [InlineData("id}", "brace")]
    [InlineData("}{id}", "brace")]
    [InlineData("{{id}}", "brace")]
    [InlineData("{}{id}", "no name")]
    [InlineData("{ext}-{id}", "at the end")]
    public void What_names_no_files_is_an_error_that_says_why(string template, string why)
    {
        GenServiceException failure = Assert.Throws<GenServiceException>(() => NameTemplate.Read(template));
        Assert.Equal(GenErrorCode.InvalidInput, failure.Code);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static string Name(string template, GenTask task) => FileName.For(task, 0, 1, NameTemplate.Read(template));
}
