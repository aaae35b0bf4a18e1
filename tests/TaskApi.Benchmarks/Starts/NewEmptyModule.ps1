# Makes the smallest binary module: one cmdlet that does nothing, named in a manifest. It shows what PowerShell itself takes for an import.
param(
    [string] $Folder
)

$null = [System.IO.Directory]::CreateDirectory($Folder)
Add-Type -OutputAssembly ([System.IO.Path]::Combine($Folder, 'Empty.dll')) -TypeDefinition '
    [System.Management.Automation.Cmdlet("Get", "Nothing")]
    public sealed class GetNothingCommand : System.Management.Automation.PSCmdlet { }'
[System.IO.File]::WriteAllText([System.IO.Path]::Combine($Folder, 'Empty.psd1'), "@{
    RootModule        = 'Empty.dll'
    ModuleVersion     = '1.0'
    CmdletsToExport   = @('Get-Nothing')
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}")
