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
    Where-Object { $_.Status -ne 'Failed' -and $stored[$_.Id] -lt [Math]::Max(1, $_.Outputs.Count) } |
    Wait-GenTask -Timeout ([timespan]::FromMinutes($Minutes)) -ErrorAction SilentlyContinue -ErrorVariable unseen |
    Save-GenOutput $folder -Name '{id}~{n}.{ext}' -Force -ErrorAction SilentlyContinue -ErrorVariable unsaved |
    ForEach-Object {
        $null = Set-AzStorageBlobContent -Container results -File $_.Path -Blob "$Batch/$($_.Name)" -Force
        [IO.File]::Delete($_.Path)
    }

# As texts, and not without end: an item of a job's stream may have 1 MB. That a task has not ended yet is no problem.
$unseen = @($unseen | Where-Object FullyQualifiedErrorId -NotLike 'WaitTimeout,*')
foreach ($problem in $unseen + $unsaved | Select-Object -First 100) {
    Write-Error "$problem" -ErrorAction Continue
}

$summary = Get-GenBatch $Batch
$summary
$unasked = @($unseen | Where-Object FullyQualifiedErrorId -NotLike 'TaskFailed,*').Count
$problems = @(
    if ($summary.Failed) { "$($summary.Failed) tasks failed" }
    if ($summary.Uncertain) { "$($summary.Uncertain) requests are uncertain" }
    if ($unasked) { "$unasked tasks could not be asked about" }
    if ($unsaved.Count) { "$($unsaved.Count) results could not be saved" }
)
if ($problems) {
    throw "Of batch '$Batch', $($problems -join ', ')."
}
