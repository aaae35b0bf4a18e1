@{
    RootModule             = 'bin/TaskApi.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = 'cf19366b-8dcb-4122-b61e-20b5e8ea99eb'
    Author                 = 'TaskApi contributors'
    CompanyName            = 'TaskApi'
    Copyright              = '(c) TaskApi contributors. MIT licence.'
    Description            = 'AI generation tasks: a CSV of prompts goes in, videos, images and audio come out. Works offline with a built-in emulator.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    # The file's name is what PowerShell says of a clone that was not built yet: it is the first file that it misses.
    FormatsToProcess       = @('bin/made-by-dotnet-build.Format.ps1xml')
    CmdletsToExport        = @(
        'Clear-GenLedger'
        'Connect-GenService'
        'ConvertFrom-GenCallback'
        'Disconnect-GenService'
        'Export-GenReport'
        'Get-GenAccount'
        'Get-GenBatch'
        'Get-GenModel'
        'Get-GenPrice'
        'Get-GenTask'
        'Import-GenRequest'
        'New-GenTask'
        'Receive-GenCallback'
        'Save-GenOutput'
        'Send-GenFile'
        'Test-GenRequest'
        'Wait-GenTask'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('AI', 'Video', 'Image', 'Audio', 'Generation', 'Automation', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
