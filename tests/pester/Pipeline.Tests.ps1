BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
    $prompts = "$PSScriptRoot/../../docs/examples/prompts.csv"
}

Describe 'A pipeline of generation tasks' {
    BeforeEach {
        Connect-GenService -Local -Speed 200 -Seed 7 | Out-Null
    }

    It 'turns Import-Csv rows into finished tasks' {
        $tasks = Import-Csv $prompts | New-GenTask | Wait-GenTask
        $tasks.Count | Should -Be 14
        $tasks.Status | Sort-Object -Unique | Should -Be 'Completed'
    }

    It 'shows tasks as a table that tells them apart, at <_> columns' -ForEach 80, 120 {
        $width = $_
        $lines = (Import-Csv $prompts | Select-Object -First 2 | New-GenTask | Wait-GenTask | Out-String -Width $width) -split '\r?\n'
        ($lines | Where-Object { $_ -match '^\W*Label\s' }) -replace '\e\[[\d;]*m' -split '\s+' | Where-Object { $_ } |
            Should -Be 'Label', 'Model', 'Status', 'Cost', 'Id'
        $lines | Where-Object { $_ -match '^fox .*kling-' } | Should -Not -BeNullOrEmpty
        $lines | Where-Object { $_.Length -gt $width -and $_ -notmatch '\e' } | Should -BeNullOrEmpty
    }

    It 'writes <What> as a table without the names of types' -ForEach @(
        @{ What = 'tasks'; Get = { $tasks } }
        @{ What = 'files'; Get = { $tasks | Save-GenOutput (Join-Path $TestDrive 'exported') -Force } }
        @{ What = 'prices'; Get = { Import-GenRequest $prompts | Get-GenPrice } }
        @{ What = 'checks'; Get = { Import-GenRequest $prompts | Test-GenRequest } }
        @{ What = 'requests'; Get = { Import-GenRequest $prompts } }
        @{ What = 'models'; Get = { Get-GenModel } }
    ) {
        $tasks = Import-GenRequest $prompts | New-GenTask | Wait-GenTask
        $text = & $Get | ConvertTo-Csv
        $text.Count | Should -BeGreaterThan 10
        $text | Where-Object { $_ -cmatch '\b(System|TaskApi)\.' } | Should -BeNullOrEmpty
    }

    It 'reads tasks back from a table with all that tells of their requests' {
        $tasks = Import-GenRequest $prompts | New-GenTask | Wait-GenTask
        $path = Join-Path $TestDrive 'tasks.csv'
        $tasks | Export-Csv $path
        $back = Import-Csv $path | Get-GenTask
        foreach ($name in 'Id', 'Model', 'Key', 'Source', 'Input', 'Prompt', 'Url', 'Outputs', 'Label', 'Status', 'CostText') {
            $back.ForEach{ "$($_.$name)" } | Should -Be $tasks.ForEach{ "$($_.$name)" } -Because $name
        }
    }

    It 'saves every result, by the rows'' keys' {
        $folder = Join-Path $TestDrive 'out'
        $files = Import-GenRequest $prompts | New-GenTask | Wait-GenTask | Save-GenOutput $folder
        $files.Count | Should -Be 15
        (Get-ChildItem $folder -Filter 'fox_*.mp4').Count | Should -Be 1
        Get-ChildItem $folder -Filter '*.part' -Force | Should -BeNullOrEmpty
    }

    It 'hands a report on as Get-Item does: with its size at the prompt, and to other commands whatever its name' {
        $task = New-GenTask google/nano-banana -Prompt 'a boat' -AspectRatio 1:1 | Wait-GenTask
        $path = Join-Path $TestDrive 'boats [1].html'
        $file = $task | Export-GenReport $path -Title 'Boats'
        $file | Should -BeOfType IO.FileInfo
        ($file | Out-String -Width 120) -replace '\e\[[\d;]*m' | Should -Match "\s$($file.Length)\s+boats"
        $file | Get-Content -Raw | Should -BeLike '*<title>Boats</title>*'
        $file | Remove-Item
        Test-Path -LiteralPath $path | Should -BeFalse
    }

    It 'stops submitting when Select-Object has enough' {
        $rows = foreach ($number in 1..200) { [pscustomobject] @{ prompt = "boat $number"; aspect_ratio = '1:1' } }
        $first = $rows | New-GenTask google/nano-banana | Select-Object -First 3
        $first.Count | Should -Be 3
        $known = (Get-GenTask).Count
        $known | Should -BeLessThan 100
        (Get-GenTask).Count | Should -Be $known
    }

    It 'works inside ForEach-Object -Parallel with the session handed over' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $session = Connect-GenService -Local -Speed 200
        $module = & "$PSScriptRoot/Get-TestedModule.ps1"
        $tasks = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            New-GenTask google/nano-banana -Prompt "boat $_" -AspectRatio 1:1 -Session $using:session | Wait-GenTask -Session $using:session
        }
        $tasks.Count | Should -Be 6
        $tasks.Status | Sort-Object -Unique | Should -Be 'Completed'
    }

    It 'works inside Start-ThreadJob with the session handed over' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $session = Connect-GenService -Local -Speed 200
        $module = & "$PSScriptRoot/Get-TestedModule.ps1"
        $jobs = foreach ($number in 1..4) {
            Start-ThreadJob {
                Import-Module $using:module
                New-GenTask google/nano-banana -Prompt "boat $using:number" -AspectRatio 1:1 -Session $using:session | Wait-GenTask -Session $using:session
            }
        }
        $tasks = $jobs | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        $tasks.Prompt | Sort-Object | Should -Be 'boat 1', 'boat 2', 'boat 3', 'boat 4'
        # A thread's objects are this process's own, not what is left of them.
        $tasks[0] | Should -BeOfType TaskApi.GenTask
        @(Get-GenTask).Count | Should -Be 4
    }

    It 'takes requests that came through a job' {
        $module = & "$PSScriptRoot/Get-TestedModule.ps1"
        $path = (Resolve-Path $prompts).Path
        $requests = Start-Job { Import-Module $using:module; Import-GenRequest $using:path } | Receive-Job -Wait -AutoRemoveJob
        $tasks = $requests | New-GenTask
        $tasks.Count | Should -Be 14
        $tasks[0].Source.Line | Should -Be 2
        $tasks[0].Key | Should -Be 'fox'
    }
}

Describe 'Without a session' {
    It 'says both ways to connect' {
        Disconnect-GenService
        $kept = $env:UNIFICALLY_API_KEY
        $env:UNIFICALLY_API_KEY = ''
        try {
            { New-GenTask google/nano-banana -Prompt x -AspectRatio 1:1 } |
                Should -Throw -ErrorId 'NotConnected,TaskApi.Commands.NewGenTaskCommand' -ExpectedMessage '*-Local*-ApiKey*'
        } finally {
            $env:UNIFICALLY_API_KEY = $kept
        }
    }
}
