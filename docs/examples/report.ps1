<#
.SYNOPSIS
    Makes a page that shows a batch: pictures, films and sound with their prompts, costs and times. Offline, free, with the emulator.
.DESCRIPTION
    Works on a table of prompts under a batch's name, saves the results, and writes report.html beside them. The page opens in any browser,
    also without a network; sent around with its folder, or as one file with -Embed, it shows everything.
    Some tasks fail, as they do in life (-FailureRate): the page shows them too, with their reasons.
    Leave Connect-GenService out and set UNIFICALLY_API_KEY to do the same with the real service and real money.
.EXAMPLE
    ./report.ps1
.EXAMPLE
    ./report.ps1 -Path my-prompts.csv -Destination ./films -Title 'Films for Monday' -Embed
#>
param(
    [string] $Path = "$PSScriptRoot/prompts.csv",
    [string] $Destination = './gen-output',
    [string] $Title = 'First frames',
    [double] $FailureRate = 0.15,
    [switch] $Embed
)

# A ledger in a file: the report of a batch can be written again later, in another process.
$null = Connect-GenService -Local -Seed 4 -FailureRate $FailureRate -Ledger "$Destination/ledger.db"

# Failed tasks are errors here, and lines of the report there.
$files = Import-GenRequest $Path |
    New-GenTask -Batch report |
    Wait-GenTask -ErrorAction SilentlyContinue |
    Save-GenOutput $Destination

$report = Export-GenReport "$Destination/report.html" -Batch report -Title $Title -Embed:$Embed
$batch = Get-GenBatch report
"$($batch.Done) of $($batch.Rows) tasks done, $(@($files).Count) files, $($batch.SpentText) USD: $($report.FullName)"
