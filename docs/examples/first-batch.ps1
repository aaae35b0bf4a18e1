<#
.SYNOPSIS
    Turns a table of prompts into films, pictures and sound: offline, free, with the emulator.
.DESCRIPTION
    Reads the requests of a CSV file, submits them all, waits for them together, and saves every result. Prints a table and the total.
    Leave Connect-GenService out and set UNIFICALLY_API_KEY to do the same with the real service and real money.
.EXAMPLE
    ./first-batch.ps1
.EXAMPLE
    ./first-batch.ps1 -Path my-prompts.csv -Destination ./films
#>
param(
    [string] $Path = "$PSScriptRoot/prompts.csv",
    [string] $Destination = './gen-output'
)

$null = Connect-GenService -Local

$saved = Import-GenRequest $Path | New-GenTask | Wait-GenTask -OutVariable tasks | Save-GenOutput $Destination -Force

$files = @{}
foreach ($file in $saved) {
    $files[$file.TaskId] += @($file.Name)
}

$total = [decimal] 0
foreach ($task in $tasks) {
    $total += $task.Cost
    [pscustomobject] @{
        Model  = $task.Model
        Status = $task.Status
        Cost   = "$($task.Cost)"
        File   = $files[$task.Id] -join ', '
    }
}

"Spent $total USD on $($tasks.Count) tasks. The files are in $Destination."
