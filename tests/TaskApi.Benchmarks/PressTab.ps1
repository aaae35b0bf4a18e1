# Presses Tab after each line, all lines Passes + 1 times, the way the prompt does, and writes what each took in ticks of the stopwatch:
# a line of numbers for each pass. The last line names the commands that this PowerShell does not have.
# It runs in a PowerShell of its own and in a hosted engine, which has few commands: .NET does the rest.
param(
    [string] $Module,
    [string] $LinesFile,
    [string] $CommandsFile,
    [string] $TimesFile,
    [int] $Passes
)

Import-Module $Module
$null = Connect-GenService -Local

$lines = [System.IO.File]::ReadAllText($LinesFile).Split([char]0)
$watch = [System.Diagnostics.Stopwatch]::new()
$report = [System.Collections.Generic.List[string]]::new()
for ($pass = 0; $pass -le $Passes; $pass++) {
    $ticks = [long[]]::new($lines.Count)
    for ($i = 0; $i -lt $lines.Count; $i++) {
        $line = $lines[$i]
        $watch.Restart()
        $null = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
        $ticks[$i] = $watch.ElapsedTicks
    }

    $report.Add([string]::Join(' ', $ticks))
}

$missing = foreach ($command in [System.IO.File]::ReadAllLines($CommandsFile)) {
    if (-not (Get-Command $command -ErrorAction Ignore)) {
        $command
    }
}

$report.Add([string]::Join(' ', @($missing)))
[System.IO.File]::WriteAllLines($TimesFile, $report)
