# The runbooks of docs/examples as Azure Automation runs them: with its commands for assets and storage, a PostgreSQL ledger, and its limits; each
# job a process of its own, killed at random moments and started again from the top; no disk that outlives a job but the database and the storage.
#
# TASKAPI_KILLS sets how many kills each runbook suffers, TASKAPI_KILL_SEED repeats the moments of another run, TASKAPI_RUNBOOK_ROWS sets the rows of
# the test of memory. TASKAPI_TEST_POSTGRES_REQUIRED=1 makes the lack of a PostgreSQL a failure.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $server = @(Get-ChildItem "$root/src/TaskApi.Emulator.Server/bin/*/net10.0/TaskApi.Emulator.Server.dll")[0]
    $whyNot = if ($PSVersionTable.PSVersion.Major -lt 7) {
        'Their ledger in PostgreSQL needs PowerShell 7.'
    } elseif (-not $server) {
        'The emulator''s server is not built here.'
    } else {
        & "$PSScriptRoot/Runbooks/Start-TestPostgres.ps1" -WhyNot
    }
}

Describe 'The runbooks' -ForEach @{ Server = $server; WhyNot = $whyNot } {
    BeforeAll {
        $module = & "$PSScriptRoot/Get-TestedModule.ps1"
        . "$PSScriptRoot/Runbooks/Jobs.ps1"
        $seed = if ($env:TASKAPI_KILL_SEED) { [int] $env:TASKAPI_KILL_SEED } else { Get-Random -Maximum 1000000 }
        $random = [Random]::new($seed)
        $storage = (New-Item "$TestDrive/storage" -ItemType Directory).FullName
        'prompts', 'results/nightly', 'results/failing', 'results/called' |
            ForEach-Object { $null = New-Item "$storage/$_" -ItemType Directory }
        if (-not $WhyNot) {
            $ledger = & "$PSScriptRoot/Runbooks/Start-TestPostgres.ps1"
        }

        function Write-Prompt([string] $Batch, [int] $Rows) {
            $lines = 1..$Rows | ForEach-Object { "google/nano-banana,boat number $_,1:1,row-$_" }
            [IO.File]::WriteAllLines("$storage/prompts/$Batch.csv", [string[]] (@('model,prompt,aspect_ratio,key') + $lines))
        }

        function Connect-Here {
            $key = [Net.NetworkCredential]::new('', 'sk-of-a-runbook').SecurePassword
            $null = Connect-GenService -ApiKey $key -Endpoint $endpoint -Ledger $ledger.Database -LedgerCredential $ledger.Credential
        }

        # What Azure Automation stops a job for.
        function Test-Limit([object[]] $Told) {
            foreach ($one in $Told) {
                $one.Peak | Should -BeLessThan 400MB
                $one.Longest | Should -BeLessThan 1MB
            }
        }
    }

    BeforeEach {
        if ($WhyNot) {
            $env:TASKAPI_TEST_POSTGRES_REQUIRED | Should -Not -Be '1' -Because $WhyNot
            Set-ItResult -Skipped -Because $WhyNot
        }
    }

    AfterAll {
        if ($ledger) {
            & $ledger.Stop
        }
    }

    Context 'with the service' {
        BeforeAll {
            if (-not $WhyNot) {
                # A request is under way long enough to be killed with its job.
                $service = Open-Emulator '--task-speed 20 --fault latency:post:1:150'
                $endpoint = $service.Endpoint
                Import-Module $module -Force
            }
        }

        AfterAll {
            if ($service) {
                Close-Emulator $service
            }
        }

        It 'pay once and store everything, however often they are killed' {
            $rows = 40
            $tally = @{ Kills = 0 }
            $each = if ($env:TASKAPI_KILLS) { [int] $env:TASKAPI_KILLS } else { 2 }
            $because = "the seed of the kills is $seed (TASKAPI_KILL_SEED)"
            Write-Prompt nightly $rows
            $began = [datetime]::UtcNow.AddSeconds(-1).Ticks

            $created = { (Invoke-RestMethod "$endpoint/_stats").tasks_created }
            $submitted = Invoke-KilledRunbook submit '@{ Budget = 5 }' $each $created $rows
            $stored = { @([IO.Directory]::GetFiles("$storage/results/nightly", '*~*')).Count }
            $collected = Invoke-KilledRunbook collect '@{ Minutes = 10 }' $each $stored (& $created)

            # What was under way when a job was killed is uncertain, and is never sent again by itself: no row was paid for twice.
            $tally.Kills | Should -BeGreaterThan 0 -Because $because
            $stats = Invoke-RestMethod "$endpoint/_stats"
            $stats.tasks_per_body_max | Should -Be 1 -Because $because
            $stats.create.bans + $stats.poll.bans | Should -Be 0 -Because $because
            $uncertain = $submitted.Summary.Uncertain
            $submitted.Summary.Rows | Should -Be $rows -Because $because
            $submitted.Summary.Unsent | Should -Be 0 -Because $because
            $submitted.ExitCode | Should -Be ([int] ($uncertain -gt 0)) -Because "$because; $($submitted.Failed)"
            $collected.ExitCode | Should -Be $submitted.ExitCode -Because "$because; $($collected.Failed)"
            $collected.Summary.Done + $uncertain | Should -Be $rows -Because $because
            [Math]::Round($collected.Summary.Spent, 4) | Should -Be ([Math]::Round($collected.Summary.Done * 0.025, 4)) -Because $because
            $collected.Summary.IsDone | Should -Be ($uncertain -eq 0) -Because $because

            # What a person decides is done in the next run.
            if ($uncertain) {
                $resent = Invoke-RunbookJob submit '@{ Uncertain = "Resend" }'
                $resent.ExitCode | Should -Be 0 -Because "$because; $($resent.Failed)"
                $collected = Invoke-RunbookJob collect '@{ Minutes = 10 }'
            }

            $collected.ExitCode | Should -Be 0 -Because "$because; $($collected.Failed)"
            $collected.Summary.IsDone | Should -BeTrue -Because $because
            (Invoke-RestMethod "$endpoint/_stats").tasks_created | Should -BeLessOrEqual ($rows + $uncertain) -Because $because

            # Every row's picture is there, whole, and nothing else is.
            Connect-Here
            $tasks = Get-GenTask -Batch nightly
            $tasks.Key | Sort-Object -Unique | Should -HaveCount $rows -Because $because
            $files = Get-ChildItem "$storage/results/nightly"
            $files.Name -like '*~*' | Sort-Object | Should -Be (@($tasks.Id) | Sort-Object | ForEach-Object { "$_~1.png" }) -Because $because
            foreach ($file in $files) {
                $bytes = [IO.File]::ReadAllBytes($file.FullName)
                [Text.Encoding]::ASCII.GetString($bytes, $bytes.Length - 8, 4) | Should -Be 'IEND' -Because $because
            }

            foreach ($time in $collected.Times) {
                $time.Ticks | Should -BeGreaterThan $began
                $time.Ticks | Should -BeLessThan ([datetime]::UtcNow.AddSeconds(1).Ticks)
            }

            Test-Limit $submitted, $collected
            $figures = "$($tally.Kills) kills (seed $seed), $uncertain uncertain, $([Math]::Round($collected.Peak / 1MB)) MB"
            Write-Information "      $figures" -InformationAction Continue
        }

        It 'store what the service calls about' {
            Connect-Here
            $task = New-GenTask google/nano-banana -Prompt 'a called boat' -AspectRatio 1:1 | Wait-GenTask
            $body = @{ task_id = $task.Id; status = 'completed'; data = @{ image_url = 'https://forged.example.com/x.png' } } | ConvertTo-Json -Compress
            foreach ($time in 1..2) {
                $called = Invoke-RunbookJob webhook "@{ WebhookData = [pscustomobject] @{ WebhookName = 'x'; RequestBody = '$body' } }"
                $called.ExitCode | Should -Be 0 -Because $called.Failed
                Test-Limit $called
            }

            (Get-ChildItem "$storage/results/called").Name | Should -Be "$($task.Id)~1.png"
        }

        It 'tell a table with mistakes by their end, and submit the rest' {
            'model,prompt,aspect_ratio,key', 'google/nano-banana,a good boat,1:1,good', 'google/nano-banana,a bad boat,7:1,bad' |
                Set-Content "$storage/prompts/mixed.csv"
            $job = Invoke-RunbookJob submit '@{ Batch = "mixed" }'
            $job.ExitCode | Should -Be 1
            $job.Failed | Should -Be "Batch 'mixed' is not submitted whole: 1 errors; of the 1 requests that are in the ledger, 0 are unsent and 0 uncertain."
            $job.Summary.Running | Should -Be 1
        }

        It 'tell by their end that the budget did not suffice, and how much was not sent' {
            Write-Prompt poor 2000
            $job = Invoke-RunbookJob submit '@{ Batch = "poor"; Budget = 0.1 }'
            $job.ExitCode | Should -Be 1
            $job.Summary.Running | Should -Be 4
            $job.Summary.Unsent | Should -Be 1996
            $job.Failed | Should -BeLike '*1 errors;*1996 are unsent*'
            Test-Limit $job
        }
    }

    It 'tell failed tasks by their end, and store the others' {
        $service = Open-Emulator '--task-speed 50 --failure-rate 0.4'
        try {
            $endpoint = $service.Endpoint
            Write-Prompt failing 10
            (Invoke-RunbookJob submit '@{ Batch = "failing" }').ExitCode | Should -Be 0
            foreach ($time in 1..2) {
                $job = Invoke-RunbookJob collect '@{ Batch = "failing"; Minutes = 10 }'
                $job.Summary.Failed | Should -BeGreaterThan 0
                $job.Summary.Done | Should -BeGreaterThan 0
                $job.Summary.IsDone | Should -BeTrue
                $job.ExitCode | Should -Be 1
                $job.Failed | Should -Be "Of batch 'failing', $($job.Summary.Failed) tasks failed."
                (Get-ChildItem "$storage/results/failing").Count | Should -Be $job.Summary.Done
            }
        } finally {
            Close-Emulator $service
        }
    }

    It 'stay within the sandbox''s memory, whatever the number of rows' {
        $rows = if ($env:TASKAPI_RUNBOOK_ROWS) { [int] $env:TASKAPI_RUNBOOK_ROWS } else { 1000 }
        # The emulator's account is the same in every run, and a given server's database may be too.
        $large = "large-$([guid]::NewGuid().ToString('n'))"
        $wrong = "wrong-$([guid]::NewGuid().ToString('n'))"
        $null = New-Item "$storage/results/$large" -ItemType Directory
        # Sounds are made in a moment, which pictures are not: the service is in the same process here.
        $lines = 1..$rows | ForEach-Object { "elevenlabs/sound-effect,boat number $_,0.5,row-$_" }
        [IO.File]::WriteAllLines("$storage/prompts/$large.csv", [string[]] (@('model,text,duration,key') + $lines))
        # A table whose rows are nearly all refused makes as many errors.
        Write-Prompt $wrong $rows
        $mistaken = [IO.File]::ReadAllText("$storage/prompts/$wrong.csv") -replace '(?<!number 1),1:1', ',7:1'
        [IO.File]::WriteAllText("$storage/prompts/$wrong.csv", $mistaken)
        $submit = @{ Runbook = 'submit'; With = "@{ Batch = '$large'; Budget = 1000000 }" }
        $refuse = @{ Runbook = 'submit'; With = "@{ Batch = '$wrong' }" }
        # A hundredth of the time: the one ends while most tasks still run, as few rows do only when they are not waited for; the other when all
        # are stored.
        $short = if ($rows -gt 10000) { 1 } else { 0 }
        $early = @{ Runbook = 'collect'; With = "@{ Batch = '$large'; Minutes = $short }" }
        $collect = @{ Runbook = 'collect'; With = "@{ Batch = '$large'; Minutes = 600 }" }
        $told = Wait-RunbookJob (Open-RunbookJob $submit, $refuse, $submit, $early, $collect, $collect -LocalSpeed 100) -Seconds 1200
        $told | ForEach-Object {
            $figures = "$([Math]::Round($_.Seconds, 1)) s, $([Math]::Round($_.Peak / 1MB)) MB, $($_.Items) items, the longest $($_.Longest)"
            Write-Information "      $rows rows, $($_.Runbook): $figures" -InformationAction Continue
        }
        Test-Limit $told
        $told[-1].Summary.Done | Should -Be $rows
        $told.Where({ $_.Failed }) | Should -HaveCount 1
        $told[1].Failed | Should -BeLike "*: $($rows - 1) errors; of the 1 requests*"
        $told[3].Summary.Running | Should -BeGreaterThan 0
    }
}
