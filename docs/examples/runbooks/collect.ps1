<#
.SYNOPSIS
    A runbook that waits for a batch and puts its results into a storage container. Schedule it hourly, until its output says IsDone.
.DESCRIPTION
    A runbook's disk does not last, so each file goes into the container 'results' as soon as it is there, and is deleted here. What is in the
    container already is not fetched again. Tasks that have not ended in time are left to the next run: nothing is lost by a stop.
    Its output is the batch summed up; it fails when tasks have failed, could not be saved, or may have been charged without being known.
#>
param(
    [string] $Batch = 'nightly',
    # A runbook is stopped after three hours.
    [int] $Minutes = 150
)

$ErrorActionPreference = 'Stop'

$ledger = @{ Ledger = Get-AutomationVariable -Name TaskApiLedger; LedgerCredential = Get-AutomationPSCredential -Name TaskApiLedger }
$null = Connect-GenService -Credential (Get-AutomationPSCredential -Name TaskApiKey) @ledger

# How many files of each task are there: the names begin with its id.
$stored = @{}
Get-AzStorageBlob -Container results -Prefix "$Batch/" | ForEach-Object {
    $id = ($_.Name -replace '^.*/' -split '~')[0]
    $stored[$id] = 1 + $stored[$id]
}

$folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'taskapi')
Get-GenTask -Batch $Batch |
    Where-Object { $stored[$_.Id] -lt [Math]::Max(1, $_.Outputs.Count) } |
    Wait-GenTask -Timeout ([timespan]::FromMinutes($Minutes)) -ErrorAction Continue -ErrorVariable late |
    Save-GenOutput $folder -Name '{id}~{n}.{ext}' -Force -ErrorAction Continue -ErrorVariable unsaved |
    ForEach-Object {
        $null = Set-AzStorageBlobContent -Container results -File $_.Path -Blob "$Batch/$($_.Name)" -Force
        [IO.File]::Delete($_.Path)
    }

$summary = Get-GenBatch $Batch
$summary
if ($summary.Failed -or $summary.Uncertain -or $unsaved.Count) {
    throw "Of batch '$Batch', $($summary.Failed) tasks failed, $($summary.Uncertain) requests are uncertain, and $($unsaved.Count) results could not be saved."
}
