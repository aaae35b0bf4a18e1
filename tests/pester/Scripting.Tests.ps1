# What scripts do with any cmdlet: strict mode, splatting, variables of pipelines, defaults, preferences, transcripts, and objects that travel.
BeforeDiscovery {
    $server = @(Get-ChildItem "$PSScriptRoot/../../src/TaskApi.Emulator.Server/bin/*/net10.0/TaskApi.Emulator.Server.dll" -ErrorAction Ignore)[0]
}

BeforeAll {
    $module = & "$PSScriptRoot/Get-TestedModule.ps1"
    Import-Module $module -Force
}

Describe 'Scripts' {
    BeforeEach {
        $session = Connect-GenService -Local -Speed 200 -Seed 7
        $table = Join-Path $TestDrive 'rows.csv'
        Set-Content $table "key,model,prompt,aspect_ratio`nthe fox,google/nano-banana,a fox,1:1`nthe owl,google/nano-banana,an owl,1:1"
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'may be strict' {
        Set-StrictMode -Version Latest
        $errorsBefore = $Error.Count
        $files = Import-GenRequest $table | New-GenTask -Batch spring | Wait-GenTask | Save-GenOutput $out
        $files.Key | Sort-Object | Should -Be 'the fox', 'the owl'
        $shown = $files, (Get-GenTask), (Get-GenBatch), (Get-GenModel), $session, (Get-GenAccount) |
            ForEach-Object { $_ | Out-String; $_ | Format-List * | Out-String }
        ($shown -join '').Length | Should -BeGreaterThan 5000
        (Import-Csv $table | Get-GenPrice -Summary).Count | Should -Be 2
        (Import-Csv $table | Test-GenRequest).IsValid | Should -Be $true, $true
        (Get-GenTask -Batch spring | Export-GenReport "$out.html").Length | Should -BeGreaterThan 10000
        (TabExpansion2 'New-GenTask kling-2' 19).CompletionMatches.Count | Should -BeGreaterThan 2
        $Error.Count | Should -Be $errorsBefore
    }

    It 'list what there is of an object, also a zero, and nothing that only tables need' {
        $file = Import-GenRequest $table | New-GenTask -Batch spring | Wait-GenTask | Save-GenOutput $out | Select-Object -First 1
        $parameter = (Get-GenModel google/veo-3.1-fast).Parameters | Where-Object Name -eq allow_audio_filtered
        $check = Import-Csv $table | Test-GenRequest | Select-Object -First 1
        $objects = @(
            $file, $file.Task, $file.Output, (Get-GenBatch), $parameter, $check, $session, (Get-GenAccount)
            (Import-GenRequest $table)[0], (Import-Csv $table | Get-GenPrice)[0], (Import-Csv $table | Get-GenPrice -Summary)
        )
        foreach ($object in $objects) {
            $list = ($object | Format-List | Out-String -Width 200) -replace '\e\[[\d;]*m'
            $list | Should -Not -Match '(?m)^\w+Text *:'
            $list | Should -Not -Match '(?m)^(Raw|Waiter|Downloader|Error) *:'
        }

        $task = ($file.Task | Format-List | Out-String -Width 200) -replace '\e\[[\d;]*m'
        $lines = "Id +: $($file.TaskId)", 'Model +: google/nano-banana', 'Status +: Completed', 'Cost +: 0\.0250', 'Prompt +: an? (fox|owl)', 'Batch +: spring'
        foreach ($line in $lines) {
            $task | Should -Match "(?m)^$line\s*$"
        }

        ($file.Task | Format-List * | Out-String) -replace '\e\[[\d;]*m' | Should -Match '(?m)^Raw +: \{'
        ($parameter | Format-List | Out-String) -replace '\e\[[\d;]*m' | Should -Match '(?m)^Default +: False'
        (Get-GenBatch | Format-List | Out-String) -replace '\e\[[\d;]*m' | Should -Match '(?m)^Failed +: 0'
    }

    It 'keep what passes with -OutVariable and add to it' {
        $files = Import-GenRequest $table -OutVariable requests | New-GenTask -OutVariable sent | Wait-GenTask -OutVariable ended |
            Save-GenOutput $out -OutVariable saved
        $requests.Count, $sent.Count, $ended.Count, $saved.Count | Should -Be 2, 2, 2, 2
        $saved.Path | Should -Be $files.Path
        $ended.Id | Sort-Object | Should -Be ($sent.Id | Sort-Object)
        $null = New-GenTask google/nano-banana -Prompt 'a cat' -AspectRatio 1:1 -OutVariable +sent
        $sent.Prompt | Should -Be 'a fox', 'an owl', 'a cat'
    }

    It 'name an object of the pipeline with -PipelineVariable' {
        Import-GenRequest $table -PipelineVariable request | ForEach-Object { "$($request.Key): $($_.Input['prompt'])" } |
            Should -Be 'the fox: a fox', 'the owl: an owl'
        Import-Csv $table -PipelineVariable row |
            ForEach-Object { New-GenTask google/nano-banana -Prompt $row.prompt -AspectRatio 1:1 } -PipelineVariable task |
            ForEach-Object { "$($row.key): $($task.Prompt)" } | Should -Be 'the fox: a fox', 'the owl: an owl'
    }

    It 'splat <What>' -ForEach @(
        @{ What = 'parameters'; Arguments = @{ Model = 'google/nano-banana'; Prompt = 'a fox'; AspectRatio = '1:1' } }
        @{ What = 'a hashtable of inputs'; Arguments = @{ Model = 'google/nano-banana'; Input = @{ prompt = 'a fox'; aspect_ratio = '1:1' } } }
    ) {
        $task = New-GenTask @Arguments
        $task.Prompt | Should -Be 'a fox'
        $task.Input['aspect_ratio'] | Should -Be '1:1'
        (Get-GenPrice @Arguments).Cost | Should -Be 0.025
        (Test-GenRequest @Arguments).IsValid | Should -BeTrue
    }

    It 'splat what a function was called with' {
        function Send-Picture { New-GenTask google/nano-banana @args }
        (Send-Picture -Prompt 'a fox' -AspectRatio 1:1).Prompt | Should -Be 'a fox'
    }

    It 'have defaults, also for what a model takes' {
        $PSDefaultParameterValues = @{
            'New-GenTask:Model' = 'google/nano-banana'
            'New-GenTask:AspectRatio' = '16:9'
            'New-GenTask:Batch' = 'spring'
            '*-GenTask:Session' = $session
            'Save-GenOutput:Session' = $session
            'Save-GenOutput:Destination' = $out
        }
        $null = Connect-GenService -Local
        $tasks = 'a fox', 'an owl' | New-GenTask | Wait-GenTask
        $tasks.Batch | Should -Be 'spring', 'spring'
        $tasks | ForEach-Object { $_.Input['aspect_ratio'] } | Should -Be '16:9', '16:9'
        $files = $tasks | Save-GenOutput
        $files.Path | Should -BeLike "$out*"
    }

    It 'change nothing while $WhatIfPreference is set' {
        $image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Batch spring | Wait-GenTask
        $saved = $image | Save-GenOutput "$out-before"
        $WhatIfPreference = $true
        try {
            Import-GenRequest $table | New-GenTask | Wait-GenTask | Save-GenOutput $out | Should -BeNullOrEmpty
            $image | Save-GenOutput $out | Should -BeNullOrEmpty
            $image | Export-GenReport "$out.html" | Should -BeNullOrEmpty
            Send-GenFile $saved.Path | Should -BeNullOrEmpty
            Clear-GenLedger -Before ([DateTimeOffset]::Now.AddDays(1))
            # What changes nothing is asked all the same.
            (Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1).Cost | Should -Be 0.025
            (Get-GenTask $image.Id).Prompt | Should -Be 'fox'
        } finally {
            $WhatIfPreference = $false
        }

        $out, "$out.html" | Should -Not -Exist
        @(Get-GenTask).Count | Should -Be 1
    }

    It 'send nothing that nobody can confirm' {
        $shell = [powershell]::Create()
        try {
            # A host without a person, as a runbook's is.
            $null = $shell.AddScript("Import-Module '$module'; `$null = Connect-GenService -Local -Speed 200; `$ConfirmPreference = 'Low'").Invoke()
            $shell.Commands.Clear()
            $shell.AddScript('New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1').Invoke() | Should -BeNullOrEmpty
            "$($shell.Streams.Error)" | Should -BeLike '*list price*'
            $shell.Commands.Clear()
            $tasks = $shell.AddScript('New-GenTask google/nano-banana -Prompt owl -AspectRatio 1:1 -Confirm:$false | Out-Null; Get-GenTask').Invoke()
            $tasks.Prompt | Should -Be 'owl'
        } finally {
            $shell.Dispose()
        }
    }
}

# A job is another process: only a service that both can reach knows the tasks of the other.
Describe 'Beside a service' -Skip:(-not $server) -ForEach @{ Server = $server } {
    BeforeAll {
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Command dotnet -CommandType Application)[0].Source)
        $start.Arguments = "`"$($Server.FullName)`" --port 0 --seed 1 --task-speed 100 --stop-with-stdin"
        $start.UseShellExecute = $false
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $service = [Diagnostics.Process]::Start($start)
        $endpoint = [regex]::Match($service.StandardOutput.ReadLine(), 'http://[\d.:]+').Value
        $canary = 'sk-canary-' + [guid]::NewGuid().ToString('n')
        $key = [Net.NetworkCredential]::new('', $canary).SecurePassword
        $ledger = Join-Path $TestDrive 'ledger.db'
    }

    AfterAll {
        $service.StandardInput.Close()
        $null = $service.WaitForExit(60000)
    }

    BeforeEach {
        $null = Connect-GenService -ApiKey $key -Endpoint $endpoint -Ledger $ledger
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'a job waits for tasks of another process, which saves what comes back' {
        $tasks = 'fox', 'owl' | New-GenTask google/nano-banana -AspectRatio 1:1
        # Credentials go into jobs whole.
        $credential = [pscredential]::new('key', $key)
        $back = Start-Job {
            Import-Module $using:module
            $null = Connect-GenService -Credential $using:credential -Endpoint $using:endpoint -Ledger $using:ledger
            $using:tasks | Wait-GenTask
        } | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        $back[0].PSObject.TypeNames[0] | Should -Be 'Deserialized.TaskApi.GenTask'
        $files = $back | Save-GenOutput $out
        $files.TaskId | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
        $files.Path | Should -Exist
        ($files | Export-GenReport "$out.html").Length | Should -BeGreaterThan 10000
        # The job has written into the same ledger.
        (Get-GenTask -Status Completed).Id | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
    }

    It 'a transcript shows what was sent, and never the key' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $DebugPreference = $VerbosePreference = $InformationPreference = 'Continue'
        $null = Start-Transcript -Path $transcript
        try {
            $session = Connect-GenService -ApiKey $key -Endpoint $endpoint -Ledger $ledger
            $session | Format-List * | Out-Host
            New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask | Save-GenOutput $out | Format-List * | Out-Host
            Get-GenTask not-there -ErrorAction Continue 2>&1 | Out-Host
            $Error[0] | Format-List * -Force | Out-Host
            $Error[0].Exception | Format-List * -Force | Out-Host
            try { Connect-GenService -ApiKey $canary } catch { "$_" | Out-Host }
        } finally {
            $null = Stop-Transcript
        }

        $text = Get-Content $transcript -Raw
        $text | Should -Match 'DEBUG: .*POST'
        $text | Should -Match 'VERBOSE: '
        $text | Should -BeLike '*google/nano-banana*not-there*'
        $text | Should -Not -BeLike "*$canary*"
        $text | Should -Not -BeLike "*$([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($canary)))*"
    }
}
