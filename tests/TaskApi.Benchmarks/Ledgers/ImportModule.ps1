# Imports a module, presses Tab where the ledger could be asked, and writes what the import took in ticks of the stopwatch and which
# assemblies are loaded afterwards.
param(
    [string] $Module,
    [string] $ReportFile
)

$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$ticks = $watch.ElapsedTicks
foreach ($line in 'Get-GenBatch ', 'New-GenTask -Batch n', 'Wait-GenTask t') {
    $null = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
}

$names = foreach ($assembly in [System.AppDomain]::CurrentDomain.GetAssemblies()) {
    $assembly.GetName().Name
}

[System.IO.File]::WriteAllLines($ReportFile, [string[]](@("$ticks") + @($names)))
