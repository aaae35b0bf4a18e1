using System;
using System.IO;
using System.Text;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Surface;

/// <summary>
/// What scripts can rely on is written down beside these tests. A change of it is a change for users: run the tests once with the environment
/// variable TASKAPI_UPDATE_DOCS=1 to write the listings anew, look at the difference, and say it in CHANGELOG.md.
/// </summary>
public sealed class SurfaceTests
{
    private const string Views = """
        $source = [TaskApi.GenSource]::new('prompts.csv', 12)
        $output = [TaskApi.GenOutput]@{ Name = 'video_url'; Kind = 'Video'; Url = 'https://cdn.example.com/outputs/01k76zrfzfe8988e06b8pg3wen.mp4' }
        $task = [TaskApi.GenTask]@{ Id = '96b69d7c-73d9-4a18-813c-9cf3e51ef5b4'; Model = 'kuaishou/kling-2.6'; Kind = 'Video'; Status = 'Completed'
            Key = 'fox'; Cost = 0.35
            SubmittedAt = [datetimeoffset]'2026-01-02T03:04:05Z'; CompletedAt = [datetimeoffset]'2026-01-02T03:05:35Z'
            Outputs = [TaskApi.GenOutput[]]@($output); Source = $source }
        $failed = [TaskApi.GenTask]@{ Id = '01k76zrfzfe8988e06b8pg3wen'; Model = 'google/nano-banana'; Kind = 'Image'; Status = 'Failed'
            Error = 'The prompt was refused.'; Source = $source }
        $file = [TaskApi.GenFile]@{ Path = '/home/me/out/fox_96b69d7c.mp4'; Length = 1234567; MediaType = 'video/mp4'; Output = $output; Task = $task }
        $batch = [TaskApi.GenBatch]@{ Name = 'nightly'; Rows = 14; Done = 11; Failed = 1; Running = 1; Uncertain = 1; Spent = 2.5; Estimated = 0.35 }
        $upload = [TaskApi.GenUpload]@{ Path = '/home/me/fox.png'; Length = 34567; MediaType = 'image/png'; Url = 'https://cdn.example.com/uploads/fox.png'
            Sha256 = '6ed275e9a1e7c3f03a0b2d5b8f1c9f5b7f0c6c4e9f0d1a2b3c4d5e6f708192a3'; UploadedAt = [datetimeoffset]'2026-01-02T03:04:05Z' }
        $task, $failed | Out-Host
        $output | Out-Host
        $file | Out-Host
        $batch | Out-Host
        $upload | Out-Host
        Get-GenModel kuaishou/kling-2.6, google/nano-banana | Out-Host
        (Get-GenModel google/nano-banana).Parameters | Out-Host
        @{ model = 'google/nano-banana'; prompt = 'a fox in snow'; aspect_ratio = '3:1' } | Test-GenRequest | Out-Host
        (@{ model = 'google/nano-banana'; prompt = 'a fox in snow'; aspect_ratio = '3:1' } | Test-GenRequest).Problems | Out-Host
        """;

    [Fact]
    public void The_cmdlets_and_their_parameters_are_those_that_are_written_down()
    {
        using var host = new ModuleHost();

        MustBe("cmdlets.txt", SurfaceListing.Cmdlets(host));
    }

    [Fact]
    public void The_objects_properties_and_the_words_of_closed_sets_are_those_that_are_written_down()
    {
        using var host = new ModuleHost();

        MustBe("types.txt", SurfaceListing.Types(host));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void The_views_look_as_they_are_written_down(int width)
    {
        var screen = new CapturingHost(width);
        using var host = new ModuleHost(screen);

        Assert.Empty(host.Run(Views).Clean);

        var lines = new StringBuilder();
        foreach (string line in screen.Text.Replace("\r", "", StringComparison.Ordinal).TrimEnd().Split('\n'))
        {
            lines.Append(line.TrimEnd()).Append('\n');
        }

        MustBe(FormattableString.Invariant($"views-{width}.txt"), lines.ToString());
    }

    [Fact]
    public void Whatever_a_cmdlet_hands_out_can_be_named_by_a_script_and_shown_as_a_list()
    {
        using var host = new ModuleHost();

        Assert.Empty(host.Run("""
            $views = [System.Xml.XmlDocument]::new()
            $views.Load([System.IO.Path]::Combine((Get-Module TaskApi).ModuleBase, 'bin', 'made-by-dotnet-build.Format.ps1xml'))
            foreach ($name in (Get-Command -Module TaskApi).OutputType.Name | Where-Object { $_ -like 'TaskApi.*' }) {
                if ($name -as [type] -eq $null) { "$name cannot be named" }
                $kinds = @($views.Configuration.ViewDefinitions.View | Where-Object { $_.ViewSelectedBy.TypeName -eq $name })
                if (-not $kinds.TableControl -or -not $kinds.ListControl) { "$name has no table or no list" }
            }
            """).Clean);
    }

    private static void MustBe(string name, string text)
    {
        string path = Path.Combine(Repository.Root, "tests", "TaskApi.Module.Tests", "Surface", name);
        if (Environment.GetEnvironmentVariable("TASKAPI_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path).Replace("\r", "", StringComparison.Ordinal), text);
    }
}
