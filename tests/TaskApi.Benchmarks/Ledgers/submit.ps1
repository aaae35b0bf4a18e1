# Submits pictures as one of several processes with one ledger, when all of them are ready, and reports when each was submitted.
param(
    [string] $Module,
    [string] $Endpoint,
    [string] $Ledger,
    [string] $Name,
    [int] $Count,
    [string] $Ready,
    [string] $Go,
    [string] $Report
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module $Module
$key = [System.Security.SecureString]::new()
'sk-share'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
$null = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger $Ledger
$null = Get-GenTask -Last 1
[System.IO.File]::WriteAllText($Ready, '')
while (-not [System.IO.File]::Exists($Go)) { [System.Threading.Thread]::Sleep(5) }
$tasks = @(1..$Count | ForEach-Object { "$Name $_" } | New-GenTask google/nano-banana -AspectRatio 1:1)
[System.IO.File]::WriteAllLines($Report, [string[]] @($tasks | ForEach-Object { $_.SubmittedAt.UtcTicks }))
