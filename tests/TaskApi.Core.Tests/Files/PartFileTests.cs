using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Whose a part is, at every moment of its life, and what becomes of it when its owner dies.</summary>
public sealed class PartFileTests : IDisposable
{
    private const string Mark = ".gen-0123456789ab.part";

    private static readonly PartSource Source = new("abcd", 0, "https://cdn.example.net/a.mp3");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Nobody_takes_a_part_that_is_written_or_about_to_get_its_name()
    {
        using PartFile part = Begin(1000);
        Assert.Null(PartFile.TakeOver(part.Path));
        new PartFolder(_folder.Path).Sweep();
        Assert.Null(PartFile.TakeOver(part.Path));
        Assert.Null(new PartFolder(_folder.Path).TakeOver("mine", Source));
        Assert.True(part.Keep(Path.Combine(_folder.Path, "mine.mp3"), replace: false));
        Assert.Equal(["mine.mp3"], _folder.Names);
        Assert.Equal(1000, new FileInfo(Path.Combine(_folder.Path, "mine.mp3")).Length);
    }

    [Fact]
    public void Whoever_takes_a_part_over_is_its_only_owner_until_he_leaves_it()
    {
        string path = Left(1000);
        using PartFile part = PartFile.TakeOver(path)!.Value.Part;
        Assert.Null(PartFile.TakeOver(path));
        Assert.True(part.Leave());
        using PartFile again = PartFile.TakeOver(path)!.Value.Part;
        Assert.Equal(1000, again.Stream.Length);
    }

    [Fact]
    public void Several_processes_may_write_the_same_file_and_the_first_one_names_it()
    {
        using PartFile first = Begin(10);
        using PartFile second = Begin(10);
        string path = Path.Combine(_folder.Path, "mine.mp3");
        Assert.Equal((true, false), (first.Keep(path, replace: false), second.Keep(path, replace: false)));
        Assert.Equal(["mine.mp3"], _folder.Names);
    }

    [Fact]
    public void What_could_not_get_its_name_is_left_to_be_gone_on_with()
    {
        string path;
        using (PartFile part = Begin(1000))
        {
            path = part.Path;
            _ = Assert.ThrowsAny<IOException>(() => part.Keep(Path.Combine(_folder.Path, "none", "mine.mp3"), replace: false));
            Assert.True(part.Leave());
        }

        using PartFile again = PartFile.TakeOver(path)!.Value.Part;
        Assert.Equal(1000, again.Stream.Length);
    }

    // What a process leaves that is killed right after it made the part, some bytes, a record, and the name; and what a lost disk makes of a note.
    [Theory]
    [InlineData(null, "")]
    [InlineData(null, "bytes")]
    [InlineData("", "bytes")]
    [InlineData("{\"task\":\"ab", "bytes")]
    [InlineData("{\"task\":\"abcd\",\"output\":0,\"url\":\"https://cdn.example.net/a.mp3\",\"etag\":\"\\\"one\\\"\"}", null)]
    public void What_a_killed_process_left_and_nobody_can_go_on_with_is_cleared_away(string? record, string? part)
    {
        _ = record is null ? null : _folder.Write(".mine" + Mark + ".json", record);
        _ = part is null ? null : _folder.Write(".mine" + Mark, part);
        new PartFolder(_folder.Path).Sweep();
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(".mine.part")]
    [InlineData("mine" + Mark)]
    [InlineData(Mark)]
    [InlineData(".mine.gen-0123456789AB.part")]
    [InlineData(".mine.0123456789abcdef.part")]
    [InlineData(".mine.gen-20261130.part")]
    [InlineData(".mine.gen-0123456789ab.PART")]
    [InlineData(".mine.gen-0123456789ab.tmp")]
    public void A_file_of_somebody_else_is_never_touched(string name)
    {
        _ = _folder.Write(name, "precious");
        _ = _folder.Write(name + ".json", "");
        var parts = new PartFolder(_folder.Path);
        parts.Sweep();
        parts.Clear("mine", Source);
        parts.Clear("", Source);
        Assert.Equal([name, name + ".json"], _folder.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_several_parts_of_a_result_the_longest_is_gone_on_with_and_the_others_are_cleared_away()
    {
        _ = Left(10);
        _ = Left(1000);
        _ = Left(100);
        (PartFile Part, PartRecord Record)? found = new PartFolder(_folder.Path).TakeOver("mine", Source);
        using PartFile part = found!.Value.Part;
        Assert.Equal(1000, part.Stream.Length);
        Assert.Equal(new PartRecord(Source, "\"one\"", 5000), found.Value.Record);
        Assert.Equal([".mine.*.part", ".mine.*.part.json"], _folder.PlainNames);
    }

    [Fact]
    public void A_part_that_somebody_looks_at_while_the_folder_is_listed_is_found_later()
    {
        PartFile looking = PartFile.TakeOver(Left(1000))!.Value.Part;
        var parts = new PartFolder(_folder.Path);
        parts.Sweep();
        Assert.True(looking.Leave());
        using PartFile part = parts.TakeOver("mine", Source)!.Value.Part;
        Assert.Equal(1000, part.Stream.Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_parts()
    {
        var parts = new PartFolder(Path.Combine(_folder.Path, "none"));
        parts.Sweep();
        Assert.Null(parts.TakeOver("mine", Source));
    }

    [Fact]
    public void Twenty_savers_that_begin_die_take_over_and_name_at_once_lose_and_mix_nothing()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var kept = new ConcurrentBag<(string Path, byte Letter)>();
        Parallel.For(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        {
            var random = new Random(seed + number);
            for (int round = 0; round < 25; round++)
            {
                // All of a file's bytes are its source's letter: bytes of another would be seen.
                byte letter = (byte)random.Next('a', 'e');
                Save(random, letter, number, round, kept);
            }
        });

        Assert.All(kept, file =>
        {
            byte[] bytes = File.ReadAllBytes(file.Path);
            Assert.Equal((300_000, -1), (bytes.Length, bytes.AsSpan().IndexOfAnyExcept(file.Letter)));
        });
        foreach (byte letter in "abcd"u8.ToArray())
        {
            new PartFolder(_folder.Path).Clear("mine", SourceOf(letter));
        }

        Assert.Equal(kept.Select(file => Path.GetFileName(file.Path)).Order(StringComparer.Ordinal), _folder.Names.Order(StringComparer.Ordinal));
        Assert.NotEmpty(kept);
    }

    public void Dispose() => _folder.Dispose();

    private static PartSource SourceOf(byte letter) => Source with { TaskId = $"task-{letter}" };

    private void Save(Random random, byte letter, int number, int round, ConcurrentBag<(string Path, byte Letter)> kept)
    {
        PartFile part;
        if (new PartFolder(_folder.Path).TakeOver("mine", SourceOf(letter)) is { } left)
        {
            part = left.Part;
            byte[] there = new byte[part.Stream.Length];
            part.Stream.ReadExactly(there);
            Assert.Equal(-1, there.AsSpan().IndexOfAnyExcept(letter));
        }
        else
        {
            part = PartFile.Create(_folder.Path, "mine", PartFile.Open);
            part.Note(new PartRecord(SourceOf(letter), "\"one\"", 300_000));
        }

        using (part)
        {
            long end = random.Next(2) == 0 ? 300_000 : random.Next((int)part.Stream.Length, 300_000);
            while (part.Stream.Length < end)
            {
                byte[] bytes = new byte[Math.Min(50_000, end - part.Stream.Length)];
                bytes.AsSpan().Fill(letter);
                part.Stream.Write(bytes);
                part.Stream.Flush();
            }

            if (end < 300_000)
            {
                Assert.True(part.Leave());
                return;
            }

            string path = Path.Combine(_folder.Path, $"mine-{number}-{round}.mp3");
            Assert.True(part.Keep(path, replace: false));
            kept.Add((path, letter));
        }
    }

    private PartFile Begin(int length)
    {
        PartFile part = PartFile.Create(_folder.Path, "mine", PartFile.Open);
        part.Note(new PartRecord(Source, "\"one\"", 5000));
        part.Stream.Write(new byte[length]);
        return part;
    }

    private string Left(int length)
    {
        using PartFile part = Begin(length);
        Assert.True(part.Leave());
        return part.Path;
    }
}
