# What somebody waits for who opens a PowerShell and begins: the import, the first Tab, the first task. Writes the ticks of the stopwatch
# that each took, in a line.
param(
    [string] $Module,
    [string] $ReportFile
)

$ErrorActionPreference = 'Stop'
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$import = $watch.ElapsedTicks
$tab = 0
$connect = 0
$task = 0
if (Get-Module TaskApi) {
    # PowerShell's own first Tab and first pipeline compile much of the engine. A prompt has long done so.
    $null = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-ChildItem -', 15, $null)
    $null = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-Culture -', 13, $null)
    $null = Get-Culture

    $line = 'New-GenTask google/'
    $watch.Restart()
    $null = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
    $tab = $watch.ElapsedTicks

    $watch.Restart()
    $null = Connect-GenService -Local
    $connect = $watch.ElapsedTicks

    $watch.Restart()
    $null = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1
    $task = $watch.ElapsedTicks
}

[System.IO.File]::WriteAllText($ReportFile, "$import $tab $connect $task")
