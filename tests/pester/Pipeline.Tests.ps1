BeforeAll {
    Import-Module "$PSScriptRoot/../../TaskApi.psd1" -Force
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

    It 'shows tasks as a table of at most five columns' {
        $text = Import-Csv $prompts | Select-Object -First 2 | New-GenTask | Wait-GenTask | Format-Table | Out-String
        ($text -split '\r?\n' | Where-Object { $_ -match '^Id\s' }) -split '\s+' | Where-Object { $_ } | Should -Be @('Id', 'Model', 'Status', 'Cost', 'Elapsed')
    }

    It 'saves every result, by the rows'' keys' {
        $folder = Join-Path $TestDrive 'out'
        $files = Import-GenRequest $prompts | New-GenTask | Wait-GenTask | Save-GenOutput $folder
        $files.Count | Should -Be 15
        (Get-ChildItem $folder -Filter 'fox_*.mp4').Count | Should -Be 1
        Get-ChildItem $folder -Filter '*.part' -Force | Should -BeNullOrEmpty
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
        $module = "$PSScriptRoot/../../TaskApi.psd1"
        $tasks = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            New-GenTask google/nano-banana -Prompt "boat $_" -AspectRatio 1:1 -Session $using:session | Wait-GenTask -Session $using:session
        }
        $tasks.Count | Should -Be 6
        $tasks.Status | Sort-Object -Unique | Should -Be 'Completed'
    }

    It 'takes requests that came through a job' {
        $module = (Resolve-Path "$PSScriptRoot/../../TaskApi.psd1").Path
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
            { New-GenTask google/nano-banana -Prompt x -AspectRatio 1:1 } | Should -Throw -ErrorId 'NotConnected,TaskApi.Commands.NewGenTaskCommand' -ExpectedMessage '*-Local*-ApiKey*'
        } finally {
            $env:UNIFICALLY_API_KEY = $kept
        }
    }
}
