# The runbooks of docs/examples as Azure Automation runs them: with its commands for assets and storage, which are folders here; each job a process
# of its own, killed at random moments and started again from the top; no disk that outlives a job but the ledger's and the container's.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $server = @(Get-ChildItem "$root/src/TaskApi.Emulator.Server/bin/*/net10.0/TaskApi.Emulator.Server.dll")[0]
}

Describe 'The runbooks' -Skip:($PSVersionTable.PSVersion.Major -lt 7 -or -not $server) -ForEach @{ Server = $server } {
    BeforeAll {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $module = & "$PSScriptRoot/Get-TestedModule.ps1"
        Import-Module $module -Force
        $program = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        # A PowerShell that is a .NET tool runs in dotnet.
        $before = if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { "`"$PSHOME/pwsh.dll`" " } else { '' }
        $seed = if ($env:TASKAPI_KILL_SEED) { [int] $env:TASKAPI_KILL_SEED } else { Get-Random -Maximum 1000000 }
        $random = [Random]::new($seed)

        # What a job finds in the sandbox. A job's own folder for temporary files is new each time.
        @'
param([string] $Module, [string] $Storage, [string] $Runbook, [string] $Endpoint, [hashtable] $With)
$env:TASKAPI_ENDPOINT = $Endpoint
$env:TMPDIR = $env:TEMP = $env:TMP = (New-Item "$Storage/../sandbox-$([guid]::NewGuid().ToString('n'))" -ItemType Directory).FullName
Import-Module $Module
$ProgressPreference = 'SilentlyContinue'
function Get-AutomationPSCredential([string] $Name) { [pscredential]::new($Name, ([Net.NetworkCredential]::new('', 'sk-of-a-runbook').SecurePassword)) }
function Get-AutomationVariable([string] $Name) { "$Storage/ledger.db" }
function Get-AzStorageBlobContent([string] $Container, [string] $Blob, [string] $Destination, [switch] $Force) {
    Copy-Item "$Storage/$Container/$Blob" $Destination
}
function Get-AzStorageBlob([string] $Container, [string] $Prefix) {
    Get-ChildItem "$Storage/$Container/$Prefix" -File | ForEach-Object { [pscustomobject] @{ Name = "$Prefix$($_.Name)" } }
}
function Set-AzStorageBlobContent([string] $Container, [string] $File, [string] $Blob, [switch] $Force) {
    # Storage shows a blob when it is whole.
    $part = "$Storage/$Container/$([guid]::NewGuid().ToString('n'))"
    Copy-Item $File $part
    Move-Item $part "$Storage/$Container/$Blob" -Force
}
try {
    $answer = & $Runbook @With
    $answer | Where-Object { $_.PSObject.TypeNames -contains 'TaskApi.GenBatch' } |
        Select-Object Rows, Done, Failed, Running, Uncertain, Unsent, Spent, IsDone | ConvertTo-Json -Compress
} catch {
    "failed: $_"
    exit 1
} finally {
    "peak: $([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64)"
}
'@ | Set-Content "$TestDrive/sandbox.ps1"

        function Get-RunbookJob([string] $Runbook, [string] $With) {
            $text = "& '$TestDrive/sandbox.ps1' -Module '$module' -Storage '$storage' -Endpoint '$endpoint'"
            $text += " -Runbook '$root/docs/examples/runbooks/$Runbook.ps1' -With $With"
            $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
            $start = [Diagnostics.ProcessStartInfo]::new($program, "$before-NoProfile -NonInteractive -EncodedCommand $encoded")
            $start.RedirectStandardOutput = $true
            $start.RedirectStandardError = $true
            [Diagnostics.Process]::Start($start)
        }

        # A job that may end by itself, killed after that many milliseconds at the latest; null when it was killed.
        function Wait-ForJob($Job, [int] $Milliseconds) {
            $output = $Job.StandardOutput.ReadToEndAsync()
            $null = $Job.StandardError.ReadToEndAsync()
            if ($Job.WaitForExit($Milliseconds)) {
                return [pscustomobject] @{ ExitCode = $Job.ExitCode; Lines = $output.Result -split '\r?\n' -ne '' }
            }

            $Job.Kill()
            $Job.WaitForExit()
        }

        function Get-Emulator([string] $Options) {
            $start = [Diagnostics.ProcessStartInfo]::new((Get-Command dotnet -CommandType Application)[0].Source)
            $start.Arguments = "`"$($Server.FullName)`" --port 0 --seed 1 --stop-with-stdin $Options"
            $start.RedirectStandardInput = $true
            $start.RedirectStandardOutput = $true
            $service = [Diagnostics.Process]::Start($start)
            $script:endpoint = [regex]::Match($service.StandardOutput.ReadLine(), 'http://[\d.:]+').Value
            $service
        }

        $storage = (New-Item "$TestDrive/storage" -ItemType Directory).FullName
        'prompts', 'results', 'results/nightly', 'results/called' | ForEach-Object { $null = New-Item "$storage/$_" -ItemType Directory }
        $service = Get-Emulator '--task-speed 20'
    }

    AfterAll {
        $service.StandardInput.Close()
        if (-not $service.WaitForExit(10000)) {
            $service.Kill()
        }
    }

    It 'pay once and store everything, however often they are killed' {
        $rows = 1..40 | ForEach-Object { [pscustomobject] @{ model = 'google/nano-banana'; prompt = "boat $_"; aspect_ratio = '1:1'; key = "row-$_" } }
        $rows | Export-Csv "$storage/prompts/nightly.csv" -NoTypeInformation
        $kills = 0
        for ($try = 0; $try -lt 40; $try++) {
            $limit = if ($try -lt 4) { $random.Next(1500, 4000) } else { 90000 }
            $done = Wait-ForJob (Get-RunbookJob submit '@{ Batch = "nightly"; Budget = 5 }') $limit
            if ($done) { break }
            $kills++
        }

        $done | Should -Not -BeNullOrEmpty -Because "the seed of the kills is $seed (TASKAPI_KILL_SEED)"
        $collected = $null
        for ($try = 0; $try -lt 40; $try++) {
            $limit = if ($try -lt 4) { $random.Next(1500, 4000) } else { 90000 }
            $collected = Wait-ForJob (Get-RunbookJob collect '@{ Batch = "nightly"; Minutes = 1 }') $limit
            if ($collected) { break }
            $kills++
        }

        $summary = $collected.Lines | Where-Object { $_ -like '{*' } | ConvertFrom-Json
        $stats = Invoke-RestMethod "$endpoint/_stats"
        # What was under way when a job was killed is uncertain, and was never sent again: no row was paid for twice.
        $kills | Should -BeGreaterThan 0
        $summary.Rows | Should -Be 40
        ($summary.Done + $summary.Uncertain + $summary.Unsent) | Should -Be 40
        $stats.tasks_created | Should -BeLessOrEqual 40
        $stats.tasks_created | Should -BeGreaterOrEqual $summary.Done
        (Get-ChildItem "$storage/results/nightly").Count | Should -Be $summary.Done
        $collected.ExitCode | Should -Be ([int]($summary.Uncertain -gt 0))
        if (-not $summary.Uncertain -and -not $summary.Unsent) {
            $summary.IsDone | Should -BeTrue
        }
    }

    It 'store what the service calls about' {
        $null = Connect-GenService -ApiKey ([Net.NetworkCredential]::new('', 'sk-of-a-runbook').SecurePassword) -Endpoint $endpoint -Ledger "$storage/ledger.db"
        $task = New-GenTask google/nano-banana -Prompt 'a called boat' -AspectRatio 1:1 | Wait-GenTask
        Disconnect-GenService
        $body = @{ task_id = $task.Id; status = 'completed'; data = @{ image_url = 'https://forged.example.com/x.png' } } | ConvertTo-Json -Compress
        foreach ($time in 1..2) {
            $called = Wait-ForJob (Get-RunbookJob webhook "@{ WebhookData = [pscustomobject] @{ WebhookName = 'x'; RequestBody = '$body' } }") 60000
            $called.ExitCode | Should -Be 0
        }

        (Get-ChildItem "$storage/results/called").Name | Should -Be "$($task.Id)~1.png"
    }

    It 'tell a table with mistakes by their end, and submit the rest' {
        'model,prompt,aspect_ratio,key', 'google/nano-banana,a good boat,1:1,good', 'google/nano-banana,a bad boat,7:1,bad' |
            Set-Content "$storage/prompts/mixed.csv"
        $job = Wait-ForJob (Get-RunbookJob submit '@{ Batch = "mixed" }') 60000
        $job.ExitCode | Should -Be 1
        $job.Lines -match '^failed: 1 requests of batch .mixed. were not accepted' | Should -HaveCount 1
    }
}
