<#
.SYNOPSIS
    Shows how a batch that was interrupted goes on: nothing is sent twice, nothing is fetched twice. Offline, free, with the emulator.
.DESCRIPTION
    Works on a table of prompts under a batch's name and breaks off after some files. Then the same line is run again, and once more when
    all is done. After each run a line tells what the ledger knows and how many files there are.
    Leave Connect-GenService out and set UNIFICALLY_API_KEY to do the same with the real service and real money. There the runs may be days
    and processes apart; the emulator forgets its tasks with its process, so here they share one.
.EXAMPLE
    ./resumable-batch.ps1
.EXAMPLE
    ./resumable-batch.ps1 -Path my-prompts.csv -Destination ./films -InterruptAfter 5
#>
param(
    [string] $Path = "$PSScriptRoot/prompts.csv",
    [string] $Destination = './gen-output',
    [int] $InterruptAfter = 3
)

# A ledger in a file, so that it can be looked at later: Get-GenTask -Batch example
$null = Connect-GenService -Local -Ledger "$Destination/ledger.db"

function Invoke-Batch([string] $Path) {
    Import-GenRequest $Path | New-GenTask -Batch example | Wait-GenTask | Save-GenOutput $Destination
}

function Show-Batch([string] $When, $Files) {
    $batch = Get-GenBatch example
    [pscustomobject] @{
        When  = $When
        Rows  = $batch.Rows
        Done  = $batch.Done
        Files = @($Files).Count
    }
}

# The break ends the pipeline in the middle, as Ctrl+C or a crash would. What is under way then is paid for, and the ledger knows it.
$some = @()
do {
    Invoke-Batch $Path | ForEach-Object {
        $some += $_
        if ($some.Count -eq $InterruptAfter) { break }
    }
} while ($false)
Show-Batch 'interrupted' $some

# The same line again sends the rest, waits for what runs, and fetches what is missing.
$files = Invoke-Batch $Path
Show-Batch 'resumed' $files

# And when all is done, it asks nobody: the tasks come from the ledger, the files are there.
Show-Batch 'run again' (Invoke-Batch $Path)

"Spent $((Get-GenBatch example).Spent) USD on $($files.Count) files in $Destination, each of them once."
