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
    [decimal] $Budget = 20
)

$ErrorActionPreference = 'Stop'

$ledger = @{ Ledger = Get-AutomationVariable -Name TaskApiLedger; LedgerCredential = Get-AutomationPSCredential -Name TaskApiLedger }
$null = Connect-GenService -Credential (Get-AutomationPSCredential -Name TaskApiKey) @ledger

$table = [IO.Path]::Combine([IO.Path]::GetTempPath(), "$Batch.csv")
$null = Get-AzStorageBlobContent -Container prompts -Blob "$Batch.csv" -Destination $table -Force

# A row with a mistake is an error of its own and costs nothing; the others go on.
Import-GenRequest $table -ErrorAction Continue -ErrorVariable unread |
    New-GenTask -Batch $Batch -Budget $Budget -ErrorAction Continue -ErrorVariable refused |
    Out-Null

$summary = Get-GenBatch $Batch
$summary
$problems = $unread.Count + $refused.Count
if ($problems) {
    throw "$problems requests of batch '$Batch' were not accepted; $($summary.Rows) are in the ledger, of which $($summary.Uncertain) are uncertain."
}
