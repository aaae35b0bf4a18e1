using System;
using System.IO;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Files;

public class FileNameTests
{
    [Theory]
    [InlineData("fox", "fox")]
    [InlineData("a fox", "a-fox")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("..\\..\\x", "x")]
    [InlineData("C:\\x", "C--x")]
    [InlineData("/etc/passwd", "etc-passwd")]
    [InlineData("x:y", "x-y")]
    [InlineData("..", "_")]
    [InlineData("", "_")]
    [InlineData(".hidden", "hidden")]
    [InlineData("trailing.", "trailing")]
    [InlineData("CON", "_CON")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("nul", "_nul")]
    [InlineData("aux", "_aux")]
    [InlineData("Prn", "_Prn")]
    [InlineData("COM1", "_COM1")]
    [InlineData("COM10", "COM10")]
    [InlineData("lpt9.x", "_lpt9.x")]
    [InlineData("CONIN$", "CONIN")]
    [InlineData("COM", "COM")]
    [InlineData("line\nbreak\0", "line-break")]
    [InlineData("für 日本", "für-日本")]
    [InlineData("fox\u2028a\U0001F98Ab", "fox-a--b")]
    public void A_part_of_a_name_is_made_safe(string part, string clean) => Assert.Equal(clean, FileName.Clean(part));

    [Fact]
    public void A_long_part_is_cut() => Assert.Equal(80, FileName.Clean(new string('x', 500)).Length);

    [Theory]
    [InlineData("mine", "google/nano-banana", 1, "mine_abcd.png")]
    [InlineData(null, "google/nano-banana", 1, "nano-banana_abcd.png")]
    [InlineData(null, null, 1, "task_abcd.png")]
    [InlineData(null, "google/nano-banana", 3, "nano-banana_abcd-2.png")]
    [InlineData("../up", null, 1, "up_abcd.png")]
    public void A_result_is_named_by_key_or_model_and_task(string? key, string? model, int count, string name) =>
        Assert.Equal(name, FileName.For(new GenTask { Id = "abcd", Key = key, Model = model }, count == 1 ? 0 : 1, count, ".png"));

    [Property(MaxTest = 1000)]
    public Property No_name_leaves_its_folder_or_is_reserved() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (key, id) =>
        {
            string name = FileName.For(new GenTask { Id = id ?? "", Key = key }, 0, 1, ".png");
            Assert.Equal(Path.Combine(Path.GetTempPath(), name), Path.GetFullPath(Path.Combine(Path.GetTempPath(), name)));
            Assert.Equal(name, Path.GetFileName(name));
            Assert.DoesNotContain(name, letter => "\\/:*?\"<>|".Contains(letter, StringComparison.Ordinal) || char.IsControl(letter) || char.IsSurrogate(letter));
            Assert.False(name.StartsWith('.') || name.StartsWith('-'));
        });
}
