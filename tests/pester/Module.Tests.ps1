BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
}

Describe 'The module in a real PowerShell' {
    It 'has a manifest that is plain data and valid' {
        $data = Import-PowerShellDataFile (& "$PSScriptRoot/Get-TestedModule.ps1")
        $data.RootModule | Should -Be 'bin/TaskApi.dll'
        $module = Test-ModuleManifest (& "$PSScriptRoot/Get-TestedModule.ps1") -WarningVariable warnings
        $module.Name | Should -Be 'TaskApi'
        $warnings | Should -BeNullOrEmpty
        $module.Author, $module.Description, $module.Copyright, $module.ReleaseNotes | ForEach-Object { $_.Length | Should -BeGreaterThan 5 }
        'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS' | ForEach-Object { $module.Tags | Should -Contain $_ }
    }

    It 'exports what the manifest lists, with approved verbs' {
        $data = Import-PowerShellDataFile (& "$PSScriptRoot/Get-TestedModule.ps1")
        (Get-Command -Module TaskApi).Name | Sort-Object | Should -Be ($data.CmdletsToExport | Sort-Object)
        (Get-Command -Module TaskApi).Verb | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
    }

    It 'is explained by Get-Help, whole' {
        foreach ($command in Get-Command -Module TaskApi) {
            $text = Get-Help $command.Name -Full | Out-String -Width 120
            foreach ($header in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'OUTPUTS', 'RELATED LINKS') {
                $text | Should -Match "(?m)^$header" -Because $command.Name
            }
            $text | Should -Match '(?m)^\W*Example 2' -Because $command.Name
        }
    }

    It 'has the topics about_ that its pages are' {
        $pages = (Get-ChildItem "$PSScriptRoot/../../docs/en-US/about_*.md").BaseName
        $pages | Should -Contain 'about_TaskApi_Automation'
        (Get-Help about_TaskApi*).Name | Sort-Object -Unique | Should -Be ($pages | Sort-Object)
        foreach ($page in $pages) {
            (Get-Help $page | Out-String).Length | Should -BeGreaterThan 1000
        }
    }

    It 'shows the syntax of every cmdlet, with the parameters of a model that is named' {
        foreach ($command in Get-Command -Module TaskApi) {
            Get-Command $command.Name -Syntax | Out-String | Should -BeLike "*$($command.Name) *``[<CommonParameters>``]*"
        }
        Get-Command New-GenTask -ArgumentList google/nano-banana -Syntax | Out-String | Should -BeLike '*-AspectRatio*'
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
