# Makes two modules that do nothing. Empty is the smallest binary module: one cmdlet, named in a manifest. Alike has as many cmdlets as the
# module it is like, and that one's views. They show what PowerShell itself takes for an import.
param(
    [string] $Folder,
    [string] $Like
)

function Write-EmptyModule([string] $Name, [string[]] $Cmdlets, [string] $Views) {
    $types = foreach ($cmdlet in $Cmdlets) {
        $verb, $noun = $cmdlet -split '-'
        "[System.Management.Automation.Cmdlet(`"$verb`", `"$noun`")]
        public sealed class $verb${noun}Command : System.Management.Automation.PSCmdlet { }"
    }

    Add-Type -OutputAssembly ([System.IO.Path]::Combine($Folder, "$Name.dll")) -TypeDefinition ($types -join [Environment]::NewLine)
    $formats = if ($Views) {
        [System.IO.File]::Copy($Views, [System.IO.Path]::Combine($Folder, "$Name.Format.ps1xml"))
        "'$Name.Format.ps1xml'"
    }

    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($Folder, "$Name.psd1"), "@{
        RootModule        = '$Name.dll'
        ModuleVersion     = '1.0'
        FormatsToProcess  = @($formats)
        CmdletsToExport   = @('$($Cmdlets -join "', '")')
        FunctionsToExport = @()
        VariablesToExport = @()
        AliasesToExport   = @()
    }")
}

$null = [System.IO.Directory]::CreateDirectory($Folder)
$module = Import-PowerShellDataFile $Like
Write-EmptyModule -Name Empty -Cmdlets Get-Nothing
Write-EmptyModule -Name Alike -Cmdlets $module.CmdletsToExport -Views ([System.IO.Path]::Combine((Split-Path $Like), $module.FormatsToProcess[0]))
