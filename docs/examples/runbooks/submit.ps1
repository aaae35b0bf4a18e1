<#
.SYNOPSIS
    A runbook that submits a table as a batch and ends; collect.ps1 fetches the results later.
.DESCRIPTION
    Azure Automation starts a runbook that was interrupted again from the top, and stops one after three hours. Both are harmless here: each
    request is in the ledger before it leaves, and the batch's name makes a second run send only what was never accepted.
    Its output is the batch summed up; it fails when a request was not accepted, and says why in its errors.
    It takes two credentials (TaskApiKey, whose password is the key, and TaskApiLedger, the database's user), the variable TaskApiLedger
    (Host=...;Database=...), and the table from the container 'prompts' of the account's storage.
#>
param(
    [string] $Batch = 'nightly',
    [decimal] $Budget = 20,
    # What a person has decided about requests that may have been charged.
    [ValidateSet('Report', 'Resend', 'Skip')]
    [string] $Uncertain = 'Report'
)

$ErrorActionPreference = 'Stop'

$ledger = @{ Ledger = Get-AutomationVariable -Name TaskApiLedger; LedgerCredential = Get-AutomationPSCredential -Name TaskApiLedger }
$null = Connect-GenService -Credential (Get-AutomationPSCredential -Name TaskApiKey) @ledger

$table = [IO.Path]::Combine([IO.Path]::GetTempPath(), "$Batch.csv")
$null = Get-AzStorageBlobContent -Container prompts -Blob "$Batch.csv" -Destination $table -Force

# A row with a mistake is an error of its own and costs nothing; the others go on.
Import-GenRequest $table -ErrorAction SilentlyContinue -ErrorVariable unread |
    New-GenTask -Batch $Batch -Budget $Budget -Uncertain $Uncertain -ErrorAction SilentlyContinue -ErrorVariable refused |
    Out-Null

# As texts, and not without end: an error holds the requests that it is about, and an item of a job's stream may have 1 MB.
$problems = @($unread) + @($refused)
foreach ($problem in $problems | Select-Object -First 100) {
    Write-Error "$problem" -ErrorAction Continue
}

$summary = Get-GenBatch $Batch
$summary
if ($problems) {
    $left = "$($summary.Unsent) are unsent and $($summary.Uncertain) uncertain"
    throw "Batch '$Batch' is not submitted whole: $($problems.Count) errors; of the $($summary.Rows) requests that are in the ledger, $left."
}
