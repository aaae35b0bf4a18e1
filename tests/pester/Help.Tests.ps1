# Every example of every page runs as it is written, in a folder of its own, after Connect-GenService -Local. Those that need a key or a
# person are left out: they say -ApiKey, -Credential or Read-Host.
BeforeDiscovery {
    $examples = foreach ($page in Get-ChildItem "$PSScriptRoot/../../docs/en-US/*-*.md") {
        $text = Get-Content $page -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### (?<title>Example .*?)\r?\n+```powershell\r?\n(?<code>.*?)\r?\n```')) {
            if ($match.Groups['code'].Value -notmatch '-ApiKey|-Credential|Read-Host') {
                @{ Cmdlet = $page.BaseName; Title = $match.Groups['title'].Value; Code = $match.Groups['code'].Value }
            }
        }
    }
    $cmdlets = (Import-PowerShellDataFile "$PSScriptRoot/../../TaskApi.psd1").CmdletsToExport | ForEach-Object { @{ Cmdlet = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../TaskApi.psd1" -Force
}

Describe 'The examples of <Cmdlet>' -ForEach $cmdlets {
    It 'are there, and each has code' {
        $text = Get-Content "$PSScriptRoot/../../docs/en-US/$Cmdlet.md" -Raw
        $titles = [regex]::Matches($text, '(?m)^### Example ').Count
        $titles | Should -BeGreaterOrEqual 2
        [regex]::Matches($text, '(?m)^```powershell').Count | Should -Be $titles
        ((Get-Help $Cmdlet).Examples.Example | Where-Object Code).Count | Should -Be $titles
    }
}

Describe '<Cmdlet>, <Title>' -ForEach $examples {
    It 'runs without error' {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Push-Location $folder
        try {
            $null = Connect-GenService -Local -Speed 200
            $errors = @()
            . ([scriptblock]::Create($Code)) 2>&1 3>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord] -or $_ -is [System.Management.Automation.WarningRecord]) { $errors += $_ }
            }
            $errors | Should -BeNullOrEmpty
        } finally {
            Pop-Location
        }
    }
}
