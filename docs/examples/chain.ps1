<#
.SYNOPSIS
    Makes pictures, sets them in motion, and makes the films larger: a chain of three models in one pipeline. Offline, free, with the emulator.
.DESCRIPTION
    Each picture's address becomes the input of a film, and each film's that of a larger one. The parameters take a script block, in which $_ is
    the task before. Every step belongs to a batch, so the whole can be run again after it was interrupted at any moment: what was paid for
    comes back, and only the rest is sent. The second run at the end shows it.
    Leave Connect-GenService out and set UNIFICALLY_API_KEY to do the same with the real service and real money.
.EXAMPLE
    ./chain.ps1
.EXAMPLE
    ./chain.ps1 -Prompt 'a red boat', 'a tram' -Motion 'it drives away' -Destination ./films
#>
param(
    [string[]] $Prompt = @('a fox in snow', 'a red boat', 'a lighthouse at night'),
    [string] $Motion = 'slowly, the camera comes closer',
    [string] $Destination = './gen-output'
)

# A ledger in a file, so that it can be looked at later: Get-GenTask -Batch chain
$null = Connect-GenService -Local -Ledger "$Destination/ledger.db"

# The name goes along the chain, and the files are named after it.
$rows = foreach ($words in $Prompt) { @{ key = $words; prompt = $words } }

function Invoke-Chain($Rows, [string] $Motion, [string] $Folder) {
    $Rows |
        New-GenTask google/nano-banana -AspectRatio 16:9 -Batch chain |
        Wait-GenTask |
        New-GenTask kuaishou/kling-2.6 -Prompt { "$($_.Prompt), $Motion" } -StartImageUrl { $_.Url } -Batch chain |
        Wait-GenTask |
        # The catalog knows no parameters of this model: a warning says that the service is the judge.
        New-GenTask topaz-labs/video-upscale -Input @{ video_url = { $_.Url } } -Batch chain -WarningAction SilentlyContinue |
        Wait-GenTask |
        Save-GenOutput $Folder
}

$files = @(Invoke-Chain -Rows $rows -Motion $Motion -Folder $Destination)
$spent = (Get-GenBatch chain).Spent
$files
"$($files.Count) films of $($rows.Count) pictures for $spent USD in $Destination."

# Each film knows the task that it came from, and that one the picture.
foreach ($file in $files) {
    $film = Get-GenTask $file.Task.Parents
    "$($file.Name): picture $($film.Parents), film $($film.Id), larger film $($file.TaskId)"
}

$again = @(Invoke-Chain -Rows $rows -Motion $Motion -Folder $Destination)
$more = (Get-GenBatch chain).Spent - $spent
"Run again: $($again.Count) films, and $($more.ToString('0.####')) USD more."
