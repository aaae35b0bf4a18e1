<#
.SYNOPSIS
    Sets the pictures of a folder in motion: each becomes a film. Offline, free, with the emulator.
.DESCRIPTION
    The pictures are files of this machine. Each is checked, uploaded once, and its address sent; run again with a ledger that is kept, nothing
    is uploaded twice as long as the addresses are good. Without a folder, three pictures are made first.
    Leave Connect-GenService out and set UNIFICALLY_API_KEY to do the same with the real service and real money.
.EXAMPLE
    ./pictures-to-videos.ps1
.EXAMPLE
    ./pictures-to-videos.ps1 -Path ./holiday -Prompt 'the waves come in' -Duration 10
#>
param(
    [string] $Path,
    [string] $Destination = './gen-output',
    [string] $Prompt = 'the camera moves slowly closer',
    [int] $Duration = 5
)

$null = Connect-GenService -Local -Seed 4

if (-not $Path) {
    $Path = "$Destination/pictures"
    $made = 'a fox in snow', 'a red boat', 'a lighthouse at night' |
        New-GenTask google/nano-banana -AspectRatio 16:9 |
        Wait-GenTask |
        Save-GenOutput $Path -Force
    "Made $(@($made).Count) pictures in $Path."
}

# The place where PowerShell is, which is not always the process's own.
$folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$pictures = [System.IO.Directory]::GetFiles($folder, '*.png') + [System.IO.Directory]::GetFiles($folder, '*.jpg')

# One row for each picture; its name becomes the film's. The file itself stands where the model wants a URL.
$films = foreach ($picture in $pictures) {
    @{ key = [System.IO.Path]::GetFileNameWithoutExtension($picture); prompt = $Prompt; start_image_url = $picture }
}

$files = $films |
    New-GenTask kuaishou/kling-2.6 -Duration $Duration |
    Wait-GenTask |
    Save-GenOutput "$Destination/films"

$files
"$(@($files).Count) films of $(@($pictures).Count) pictures in $Destination/films."
