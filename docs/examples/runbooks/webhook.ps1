<#
.SYNOPSIS
    A runbook that a webhook starts: it puts the results of the task that the service calls about into a storage container.
.DESCRIPTION
    New-GenTask -CallbackUrl takes the webhook's address. A callback is a hint that anybody may send, so the service is asked before it is
    believed. One that comes twice stores the same files again, under the same names.
#>
param(
    [object] $WebhookData
)

$ErrorActionPreference = 'Stop'

$ledger = @{ Ledger = Get-AutomationVariable -Name TaskApiLedger; LedgerCredential = Get-AutomationPSCredential -Name TaskApiLedger }
$null = Connect-GenService -Credential (Get-AutomationPSCredential -Name TaskApiKey) @ledger

$folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'taskapi')
ConvertFrom-GenCallback $WebhookData |
    Save-GenOutput $folder -Name '{id}~{n}.{ext}' -Force |
    ForEach-Object {
        $null = Set-AzStorageBlobContent -Container results -File $_.Path -Blob "called/$($_.Name)" -Force
        [IO.File]::Delete($_.Path)
        $_
    }
