using System.Collections.Generic;
using System.Globalization;
using Xunit;

namespace TaskApi.Tests.Requests;

public class KeyBookTests
{
    [Theory]
    [InlineData("row1 row2 row10 row9 row10", 5, 3)]
    [InlineData("a b c a", 4, 1)]
    [InlineData("b a b", 3, 1)]
    [InlineData("c b a a", 4, 3)]
    [InlineData("x x", 2, 1)]
    [InlineData("1 2 3 10 11 2", 6, 2)]
    public void A_key_is_found_again_in_whatever_order_keys_come(string keys, long line, long first)
    {
        var book = new KeyBook();
        string[] rows = keys.Split(' ');
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(i + 1 == line ? first : null, book.Note(rows[i], new GenSource("a.csv", i + 1)));
        }
    }

    [Fact]
    public void Each_key_of_each_file_is_found_again_on_its_first_line_and_no_other_is()
    {
        var book = new KeyBook();
        var wrong = new List<string>();
        foreach (string path in (string[])["a.csv", "b.csv"])
        {
            for (int line = 1; line <= 50_000; line++)
            {
                Note(path, line, line, null);
            }
        }

        foreach (string path in (string[])["b.csv", "a.csv"])
        {
            for (int line = 1; line <= 50_000; line++)
            {
                Note(path, line, line, null);
                Note(path, line, line + 1_000_000, line);
            }
        }

        Assert.Empty(wrong);

        void Note(string path, int key, long line, long? first)
        {
            string name = "row" + key.ToString(CultureInfo.InvariantCulture);
            if (book.Note(name, new GenSource(path, line)) != first)
            {
                wrong.Add($"{path} {name} {line}");
            }
        }
    }
}
