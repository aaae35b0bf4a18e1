BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
}

Describe 'The module in a real PowerShell' {
    It 'has a manifest that is plain data and valid' {
        $data = Import-PowerShellDataFile (& "$PSScriptRoot/Get-TestedModule.ps1")
        $data.RootModule | Should -Be 'bin/TaskApi.dll'
        (Test-ModuleManifest (& "$PSScriptRoot/Get-TestedModule.ps1")).Name | Should -Be 'TaskApi'
    }

    It 'exports what the manifest lists, with approved verbs' {
        $data = Import-PowerShellDataFile (& "$PSScriptRoot/Get-TestedModule.ps1")
        (Get-Command -Module TaskApi).Name | Sort-Object | Should -Be ($data.CmdletsToExport | Sort-Object)
        (Get-Command -Module TaskApi).Verb | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
    }

    It 'can be imported again' {
        Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
        (Get-Command -Module TaskApi).Count | Should -BeGreaterThan 8
    }

    It 'makes its types usable in scripts' {
        [TaskApi.GenTaskStatus]::Completed | Should -Be 'Completed'
        function Get-Id([TaskApi.GenTask] $Task) { $Task.Id }
        Connect-GenService -Local -Speed 100 | Out-Null
        Get-Id (New-GenTask google/nano-banana -Prompt 'a boat' -AspectRatio 1:1) | Should -Not -BeNullOrEmpty
    }
}
