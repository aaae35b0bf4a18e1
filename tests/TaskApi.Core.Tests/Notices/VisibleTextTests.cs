using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace TaskApi.Tests.Notices;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("\u001b[2Jwiped", "␛[2Jwiped")]
    [InlineData("\u001b]0;title\u0007", "␛]0;title␇")]
    [InlineData("a\0b\bc\u007fd", "a␀b␈c␡d")]
    [InlineData("\u009b31mred\u0085", "<U+009B>31mred<U+0085>")]
    [InlineData("safe\rfake", "safe␍fake")]
    [InlineData("ends\r", "ends␍")]
    [InlineData("gpj.\u202egnp", "gpj.<U+202E>gnp")]
    [InlineData("\u2066a\u2069\u200e\u061c", "<U+2066>a<U+2069><U+200E><U+061C>")]
    [InlineData("goo\u200bgle \u2060\ufeff\u00ad", "goo<U+200B>gle <U+2060><U+FEFF><U+00AD>")]
    [InlineData("goo\u200dgle", "goo<U+200D>gle")]
    [InlineData("a\u2028b\u2029c", "a<U+2028>b<U+2029>c")]
    [InlineData("tag\U000E0041", "tag<U+E0041>")]
    public void What_a_terminal_obeys_or_a_reader_cannot_see_is_shown(string text, string shown)
    {
        Assert.Equal(shown, VisibleText.Of(text));
        Assert.Equal(shown, VisibleText.Line(text));
    }

    [Theory]
    [InlineData("a fox in snow")]
    [InlineData("Füchse, лиса, 狐, ثعلب، 🦊")]
    [InlineData("👩‍🔬 👨‍👩‍👧 ❤️‍🔥")]
    [InlineData("می‌خواهم")]
    [InlineData("क्‍ष")]
    public void Text_of_any_language_stays_as_it_is(string text)
    {
        Assert.Same(text, VisibleText.Of(text));
        Assert.Same(text, VisibleText.Line(text));
    }

    // Not in the table above: an attribute's text cannot hold half of a character.
    [Fact]
    public void Half_of_a_character_is_shown() => Assert.Equal("half<U+D83D>", VisibleText.Line("half" + '\ud83d'));

    [Fact]
    public void Lines_stay_lines_unless_one_line_is_asked_for()
    {
        Assert.Equal("two\r\nlines\n\tand a tab", VisibleText.Of("two\r\nlines\n\tand a tab"));
        Assert.Equal("two␍␊lines␊␉and a tab", VisibleText.Line("two\r\nlines\n\tand a tab"));
    }

    [Property]
    public Property Nothing_that_a_terminal_obeys_is_left_and_what_is_shown_is_not_shown_again(string? text)
    {
        string line = VisibleText.Line(text ?? "");
        return (!line.Any(char.IsControl) && VisibleText.Line(line) == line).ToProperty();
    }

    [Fact]
    public void Every_control_character_is_shown()
    {
        for (char letter = '\0'; letter < '\u00a0'; letter++)
        {
            Assert.DoesNotContain(VisibleText.Line("a" + letter), char.IsControl);
        }
    }

    [Theory]
    [InlineData("a fox", "a fox")]
    [InlineData("a fox in the snow", "a fox i...")]
    [InlineData("a foxy\U0001F98A in the snow", "a foxy...")]
    [InlineData("a fox \u001b[2J in", "a fox ␛...")]
    public void A_cut_text_ends_with_a_whole_character(string text, string shown) => Assert.Equal(shown, VisibleText.Short(text, 10));

    [Fact]
    public void What_people_read_is_visible_and_what_programs_read_stays()
    {
        var failure = new GenServiceException(GenErrorCode.RequestRefused, "no\u001b[2J\n  and no") { ServiceCode = "bad\u001b" };
        var problem = new GenProblem { Message = "row 2: \u202e", Parameter = "size\u0007" };

        Assert.Equal(("no␛[2J\n  and no", "bad\u001b"), (failure.Message, failure.ServiceCode));
        Assert.Equal(("row 2: <U+202E>", "size\u0007"), (problem.Message, problem.Parameter));
    }
}
