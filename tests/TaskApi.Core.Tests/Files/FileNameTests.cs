using System;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Files;

public class FileNameTests
{
    // Letters that file systems, this module's names or a hostile service make something of.
    private static readonly Gen<string> Odd =
        Gen.Elements("a", "A", "b", "0", "1", "-", "_", ".", "~", " ", "/", "\\", ":", "ä", "日", "\U0001F98A", "\uD800", "\0", "\n", "CON", "..", "-1")
        .ListOf().Select(parts => string.Concat(parts));

    private static readonly Gen<string> Words =
        Gen.OneOf(Odd, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""), Gen.Choose(50, 210).Select(length => new string('x', length)));

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
    [InlineData("COM¹", "COM")]
    [InlineData("line\nbreak\0", "line-break")]
    [InlineData("für 日本", "für-日本")]
    [InlineData("fox\u2028a\U0001F98Ab", "fox-a--b")]
    [InlineData("shot [1] *?", "shot--1")]
    public void A_part_of_a_name_is_made_safe(string part, string clean) => Assert.Equal(clean, FileName.Clean(part));

    [Fact]
    public void A_long_part_is_cut()
    {
        Assert.Equal(80, FileName.Clean(new string('x', 500)).Length);
        Assert.Equal(120, Encoding.UTF8.GetByteCount(FileName.Clean(new string('日', 500))));
    }

    [Theory]
    [InlineData("mine", "google/nano-banana", 1, "mine_abcd")]
    [InlineData(null, "google/nano-banana", 1, "nano-banana_abcd")]
    [InlineData(null, null, 1, "task_abcd")]
    [InlineData(null, "google/nano-banana", 3, "nano-banana_abcd-2")]
    [InlineData("../up", null, 1, "up_abcd")]
    [InlineData("\U0001F98A", "google/nano-banana", 1, "nano-banana_abcd")]
    [InlineData("..", null, 1, "task_abcd")]
    public void A_result_is_named_by_key_or_model_and_task(string? key, string? model, int count, string name) =>
        Assert.Equal(name, FileName.For(new GenTask { Id = "abcd", Key = key, Model = model }, count == 1 ? 0 : 1, count));

    [Theory]
    [InlineData("96b69d7c-73d9-4a18-813c-9cf3e51ef5b4")]
    [InlineData("01k76zrfzfe8988e06b8pg3wen")]
    [InlineData("abc123def456")]
    public void The_ids_that_the_service_gives_stand_as_they_are(string id) => Assert.Equal("x_" + id, FileName.For(new GenTask { Id = id, Key = "x" }, 0, 1));

    [Theory]
    [InlineData("Task_01", "task_01")]
    [InlineData("a:b", "a/b")]
    [InlineData("abc", "ABC")]
    [InlineData("ä", "a\u0308")]
    public void Ids_of_which_cleaning_would_make_one_are_told_apart(string id, string other) => AssertDiffer(Name(id), Name(other));

    [Fact]
    public void Ids_that_are_no_valid_text_are_told_apart() => AssertDiffer(Name("abc\uD800"), Name("abc\uD801"));

    [Theory]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(199)]
    public void Ids_that_share_a_long_beginning_are_told_apart(int length)
    {
        string beginning = new('a', length);
        AssertDiffer(Name(beginning), Name(beginning + "b"));
        AssertDiffer(Name(beginning + "b"), Name(beginning + "c"));
    }

    [Fact]
    public void The_number_of_a_result_is_no_other_tasks_id()
    {
        AssertDiffer(FileName.For(new GenTask { Id = "abcd", Key = "x" }, 0, 2), Name("abcd-1"));
        AssertDiffer(FileName.For(new GenTask { Id = "abcd", Key = "x" }, 11, 12), Name("abcd-12"));
    }

    [Fact]
    public void The_end_of_a_key_is_no_beginning_of_an_id() =>
        AssertDiffer(FileName.For(new GenTask { Id = "b_cd", Key = "a" }, 0, 1), FileName.For(new GenTask { Id = "cd", Key = "a_b" }, 0, 1));

    [Fact]
    public void Keys_of_which_cleaning_makes_one_leave_the_tasks_apart() =>
        AssertDiffer(FileName.For(new GenTask { Id = "abcd", Key = "a:b" }, 0, 1), FileName.For(new GenTask { Id = "abce", Key = "a/b" }, 0, 1));

    [Property(MaxTest = 2000)]
    public Property No_name_leaves_its_folder_is_reserved_or_too_long() =>
        Prop.ForAll(Words.ToArbitrary(), Words.ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (key, id, index) =>
        {
            string name = FileName.For(new GenTask { Id = id, Key = key }, index, index + 1) + ".png";
            Assert.Equal(Path.Combine(Path.GetTempPath(), name), Path.GetFullPath(Path.Combine(Path.GetTempPath(), name)));
            Assert.Equal(name, Path.GetFileName(name));
            Assert.DoesNotContain(name,
                letter => "\\/:*?\"<>|[]$`'; ".Contains(letter, StringComparison.Ordinal) || char.IsControl(letter) || char.IsSurrogate(letter));
            Assert.False(name.StartsWith('.') || name.StartsWith('-'));
            Assert.DoesNotMatch(@"(?i)\A(CON|PRN|AUX|NUL|COM\d|LPT\d)\.", name);
            Assert.InRange(Encoding.UTF8.GetByteCount($".{name}.gen-0123456789ab.part.json"), 1, 255);
        });

    [Property(MaxTest = 5000)]
    public Property Different_results_never_share_a_name() =>
        Prop.ForAll(Words.ToArbitrary(), Words.Two().ToArbitrary(), Gen.Choose(0, 30).Two().ToArbitrary(), (key, ids, places) =>
        {
            (string id, string other) = ids;
            // The hard case: the second id is made of the first and what may stand beside it.
            string[] others = [other, id + other, id + "-1", id + "_", other + "_" + id, id.ToUpperInvariant(), id.Trim('.', '-')];
            string name = FileName.For(new GenTask { Id = id, Key = key }, 0, places.Item1 + 1);
            foreach (string different in others.Where(candidate => candidate != id))
            {
                foreach (string sameKey in (string[])[key, key + "_" + different, key + "_"])
                {
                    AssertDiffer(name, FileName.For(new GenTask { Id = different, Key = sameKey }, places.Item2, places.Item2 + 1));
                }
            }

            AssertDiffer(name, FileName.For(new GenTask { Id = id, Key = key }, 1, places.Item1 + 2));
        });

    private static string Name(string id) => FileName.For(new GenTask { Id = id, Key = "x" }, 0, 1);

    private static void AssertDiffer(string name, string other) => Assert.NotEqual(name.Normalize(), other.Normalize(), StringComparer.OrdinalIgnoreCase);
}
