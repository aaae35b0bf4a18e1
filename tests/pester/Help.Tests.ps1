# Every example of every page runs as it is written, in a folder of its own, after Connect-GenService -Local. Those that need a key or a
# person are left out: they say -ApiKey, -Credential or Read-Host. Those that listen for others do so for a second only. A batch of one task is
# at hand where one is spoken of, and its callback: as a file, and as what Azure Automation gives to a runbook.
BeforeDiscovery {
    $examples = foreach ($page in Get-ChildItem "$PSScriptRoot/../../docs/en-US/*-*.md") {
        $text = Get-Content $page -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### (?<title>Example .*?)\r?\n+```powershell\r?\n(?<code>.*?)\r?\n```')) {
            if ($match.Groups['code'].Value -notmatch '-ApiKey|-Credential|Read-Host') {
                $code = $match.Groups['code'].Value -replace '(Receive-GenCallback .*-Timeout) \S+', '$1 1'
                @{ Cmdlet = $page.BaseName; Title = $match.Groups['title'].Value; Code = $code }
            }
        }
    }
    $cmdlets = (Import-PowerShellDataFile (& "$PSScriptRoot/Get-TestedModule.ps1")).CmdletsToExport | ForEach-Object { @{ Cmdlet = $_ } }
}

BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
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
            if ($Cmdlet -in 'ConvertFrom-GenCallback', 'Export-GenReport') {
                $task = New-GenTask google/nano-banana -Prompt 'a boat' -AspectRatio 1:1 -Batch nightly | Wait-GenTask
                $callback = @{ task_id = $task.Id; status = 'completed'; data = @{ image_url = $task.Url } } | ConvertTo-Json
                Set-Content callback.json $callback
            }

            $errors = @()
            . ([scriptblock]::Create($Code)) ([pscustomobject] @{ RequestBody = $callback }) 2>&1 3>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord] -or $_ -is [System.Management.Automation.WarningRecord]) { $errors += $_ }
            }
            $errors | Should -BeNullOrEmpty
        } finally {
            Pop-Location
        }
    }
}
