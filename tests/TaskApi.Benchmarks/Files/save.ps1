# Saves the results of tasks that have completed, and reports the seconds that it took, how many files there are, and the most memory that this
# process ever had.
param(
    [string] $Module,
    [string] $Endpoint,
    [string] $Tasks,
    [string] $Folder,
    [string] $Ledger,
    [int] $Parallel,
    [string] $Report,
    [string] $Progress = 'SilentlyContinue'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = $Progress
Import-Module $Module
$key = [System.Security.SecureString]::new()
'sk-files'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
$null = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger $Ledger
$completed = @([System.IO.File]::ReadAllLines($Tasks) | ConvertFrom-GenCallback -Trust)
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$saved = @($completed | Save-GenOutput $Folder -ThrottleLimit $Parallel)
$watch.Stop()
$process = [System.Diagnostics.Process]::GetCurrentProcess()
$text = [System.Globalization.CultureInfo]::InvariantCulture
[System.IO.File]::WriteAllText($Report, "$($watch.Elapsed.TotalSeconds.ToString($text)) $($saved.Count) $($process.PeakWorkingSet64)")
