using System;
using System.IO;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Uploads;

public sealed class LocalMediumTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_medium_is_told_by_its_bytes_whatever_its_name()
    {
        string path = _folder.Write("picture.txt", Media.Png);

        LocalMedium? medium = LocalMedium.Look(path, out string problem);

        Assert.Equal("", problem);
        Assert.Equal(("image/png", Media.Png.Length, path), (medium!.Type.Name, (int)medium.Length, medium.Path));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Media.Png)), medium.Sha256());
    }

    [Theory]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA", "no picture, film or sound")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture, film or sound")]
    [InlineData("PK\u0003\u0004 an archive", "no picture, film or sound")]
    [InlineData("GIF89a", "only 6 bytes")]
    [InlineData("", "is empty")]
    public void Nothing_but_media_may_be_uploaded(string content, string expected)
    {
        Assert.Null(LocalMedium.Look(_folder.Write("innocent.png", content), out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_and_what_is_not_there_are_no_media()
    {
        Assert.Null(LocalMedium.Look(_folder.Path, out string folder));
        Assert.Null(LocalMedium.Look(Path.Combine(_folder.Path, "missing.png"), out string missing));

        Assert.Equal(("is a folder", "is not there"), (folder, missing));
    }

    [Fact]
    public void What_never_ends_is_not_opened()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There are no devices in files here.");

        Assert.Null(LocalMedium.Look("/dev/zero", out string problem));
        Assert.Equal("is empty", problem);
    }

    [Fact]
    public void A_picture_that_is_too_large_is_refused_before_it_is_read()
    {
        string path = _folder.Write("huge.png", Media.Png);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(LocalMedium.LargestPicture + 1);
        }

        Assert.Null(LocalMedium.Look(path, out string problem));
        Assert.Contains("at most 50", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_changed_after_it_was_looked_at_has_no_hash()
    {
        string path = _folder.Write("fox.png", Media.Png);
        LocalMedium medium = LocalMedium.Look(path, out _)!;
        _folder.Write("fox.png", [.. Media.Png, 0]);

        Assert.Equal(GenErrorCode.FileNotReadable, Assert.Throws<GenServiceException>(medium.Sha256).Code);
    }

    [Theory]
    [InlineData("start_image_url", GenKind.Image)]
    [InlineData("image_urls", GenKind.Image)]
    [InlineData("start_frame_url", GenKind.Image)]
    [InlineData("cameo_video_url", GenKind.Video)]
    [InlineData("audio_url", GenKind.Audio)]
    [InlineData("source_url", GenKind.Unknown)]
    public void A_parameters_name_tells_what_it_takes(string name, object kind) => Assert.Equal(kind, MediumKind.Of(name));

    [Theory]
    [InlineData("fox.mp4", GenKind.Video, true)]
    [InlineData("fox.mp4", GenKind.Image, false)]
    [InlineData("fox.mp4", GenKind.Audio, false)]
    [InlineData("fox.m4a", GenKind.Audio, true)]
    [InlineData("fox.mp4", GenKind.Unknown, true)]
    public void A_box_that_films_and_sound_share_is_sound_where_its_name_says_so(string name, object wanted, bool fits) =>
        Assert.Equal(fits, MediumKind.Fits((GenKind)wanted, MediaType.Mp4, Path.GetExtension(name)));
}
