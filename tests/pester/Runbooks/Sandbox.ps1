# What a runbook finds in Azure Automation's sandbox: the commands for assets and storage, which are environment variables and folders here. Runs
# runbooks one after the other and says of each, as a line of JSON: how it failed (null when it did not), the batch summed up, the most memory that
# the process had by then, how many items it gave to its streams, and the longest of them, as remoting writes it.
param([string] $Module, [string] $Storage, [object[]] $Run, [double] $LocalSpeed)

$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$containers = [IO.Path]::GetFullPath($Storage)

function Get-AutomationPSCredential([string] $Name) {
    $user, $password = if ($Name -eq 'TaskApiLedger') { $env:SANDBOX_USER, $env:SANDBOX_PASSWORD } else { 'unused', 'sk-of-a-runbook' }
    [pscredential]::new($user, [Net.NetworkCredential]::new('', $password).SecurePassword)
}

function Get-AutomationVariable([string] $Name) {
    if ($Name -eq 'TaskApiLedger') { $env:SANDBOX_LEDGER }
}

function Get-AzStorageBlobContent([string] $Container, [string] $Blob, [string] $Destination, [switch] $Force) {
    [IO.File]::Copy("$containers/$Container/$Blob", $Destination, $Force)
}

function Get-AzStorageBlob([string] $Container, [string] $Prefix) {
    foreach ($path in [IO.Directory]::EnumerateFiles("$containers/$Container/$Prefix")) {
        [pscustomobject] @{ Name = "$Prefix$([IO.Path]::GetFileName($path))" }
    }
}

function Set-AzStorageBlobContent {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Container, [string] $File, [string] $Blob, [switch] $Force)

    if ($PSCmdlet.ShouldProcess($Blob)) {
        # Storage shows a blob when it is whole.
        $part = "$containers/$Container/$([guid]::NewGuid().ToString('n'))"
        [IO.File]::Copy($File, $part)
        [IO.File]::Move($part, "$containers/$Container/$Blob", $Force)
    }
}

if ($LocalSpeed) {
    # Time runs so many times as fast, for the service, its limits and the module's patience: what takes hours takes minutes. The service ends with
    # this process, so the runbooks that come after the first one go on with its session.
    $service = @{}
    function Connect-GenService([pscredential] $Credential, [string] $Ledger, [pscredential] $LedgerCredential) {
        if (-not $service.Session) {
            $with = @{ Ledger = $Ledger; LedgerCredential = $LedgerCredential; Speed = $LocalSpeed; Seed = 1; Balance = 1000000 }
            $service.Session = TaskApi\Connect-GenService -Local @with
        }

        $service.Session
    }
}

$failures = 0
foreach ($one in $Run) {
    $said = @{ Runbook = $one.Runbook; Failed = $null; Summary = $null; Items = 0; Longest = 0 }
    $with = $one.With
    $began = [Diagnostics.Stopwatch]::StartNew()
    try {
        & "$PSScriptRoot/../../../docs/examples/runbooks/$($one.Runbook).ps1" @with *>&1 | ForEach-Object {
            $said.Items++
            $said.Longest = [Math]::Max($said.Longest, [Management.Automation.PSSerializer]::Serialize($_, 2).Length)
            if ($_.PSObject.TypeNames -contains 'TaskApi.GenBatch') {
                $said.Summary = $_ | Select-Object Rows, Done, Failed, Running, Uncertain, Unsent, Spent, IsDone
                # JSON would bring moments back by the reader's own clock.
                $said.Times = @($_.FirstAt, $_.LastAt | ForEach-Object { @{ Ticks = $_.UtcTicks } })
            }
        }
    } catch {
        $failures++
        $said.Failed = "$_"
    }

    $said.Seconds = $began.Elapsed.TotalSeconds
    $said.Peak = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
    ConvertTo-Json $said -Compress -Depth 3
}

exit $failures
