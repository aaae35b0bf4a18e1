# Jobs of the sandbox for Runbooks.Tests.ps1, which dot-sources this: each is a process of its own with nobody to prompt and with folders of its own
# that are gone when it ends, in a time zone that is nearly a day from UTC. What outlives it is $Ledger (from Start-TestPostgres.ps1) and $Storage.

function Open-RunbookJob([object[]] $Run, [double] $LocalSpeed) {
    $folder = (New-Item "$TestDrive/job-$([guid]::NewGuid().ToString('n'))" -ItemType Directory).FullName
    $text = "& '$PSScriptRoot/Sandbox.ps1' -Module '$module' -Storage '$storage' -LocalSpeed $LocalSpeed -Run @("
    $text += ($Run | ForEach-Object { "@{ Runbook = '$($_.Runbook)'; With = $($_.With) }" }) -join ', '
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("$text)"))
    $program = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    # A PowerShell that is a .NET tool runs in dotnet.
    $before = if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { "`"$PSHOME/pwsh.dll`" " } else { '' }
    $start = [Diagnostics.ProcessStartInfo]::new($program, "$before-NoProfile -NonInteractive -EncodedCommand $encoded")
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    'HOME', 'USERPROFILE', 'LOCALAPPDATA', 'XDG_STATE_HOME', 'TMPDIR', 'TEMP', 'TMP' | ForEach-Object { $start.Environment[$_] = $folder }
    $start.Environment['TZ'] = 'Pacific/Kiritimati'
    $start.Environment['TASKAPI_ENDPOINT'] = $endpoint
    $start.Environment['SANDBOX_LEDGER'] = $ledger.Database
    $start.Environment['SANDBOX_USER'] = $ledger.Credential.UserName
    $start.Environment['SANDBOX_PASSWORD'] = $ledger.Credential.GetNetworkCredential().Password
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    @{ Process = $process; Folder = $folder; Output = $process.StandardOutput.ReadToEndAsync(); Errors = $process.StandardError.ReadToEndAsync() }
}

# What a job said of each runbook, or null when it was killed: when $Moment says so, asked again and again.
function Wait-RunbookJob($Job, [scriptblock] $Moment, [int] $Seconds = 600) {
    $began = [Diagnostics.Stopwatch]::StartNew()
    while (-not $Job.Process.WaitForExit(20) -and $began.Elapsed.TotalSeconds -lt $Seconds) {
        if ($Moment -and (& $Moment)) {
            break
        }
    }

    $isKilled = -not $Job.Process.HasExited
    if ($isKilled) {
        $Job.Process.Kill()
    }

    $Job.Process.WaitForExit()
    Remove-Item $Job.Folder -Recurse -Force
    if ($isKilled -and -not $Moment) {
        throw "The job did not end within $Seconds seconds. $($Job.Output.Result) $($Job.Errors.Result)"
    }

    if (-not $isKilled) {
        $told = @($Job.Output.Result -split '\r?\n' -like '{*' | ConvertFrom-Json)
        if (-not $told) {
            throw "The job ended with $($Job.Process.ExitCode): $($Job.Output.Result) $($Job.Errors.Result)"
        }

        $told | Add-Member ExitCode $Job.Process.ExitCode -PassThru
    }
}

function Invoke-RunbookJob([string] $Runbook, [string] $With, [scriptblock] $Moment) {
    Wait-RunbookJob (Open-RunbookJob @{ Runbook = $Runbook; With = $With }) $Moment
}

# Runs a runbook that is killed at so many random moments of its work, and then once more to its end. $Progress tells how far the work is, $Most
# where it ends; $tally.Kills counts.
function Invoke-KilledRunbook([string] $Runbook, [string] $With, [int] $Kills, [scriptblock] $Progress, [int] $Most) {
    for ($kill = 0; $kill -lt $Kills; $kill++) {
        $now = & $Progress
        # Somewhere on the way that is left for this kill, and a moment more: also in the middle of a request.
        $until = $now + $random.Next(1, 2 + [Math]::Max(0, ($Most - $now) / ($Kills - $kill)))
        $more = $random.Next(0, 250)
        $ended = Invoke-RunbookJob $Runbook $With -Moment {
            $isThere = (& $Progress) -ge $until
            if ($isThere) {
                Start-Sleep -Milliseconds $more
            }

            $isThere
        }
        if ($ended) {
            return $ended
        }

        $tally.Kills++
    }

    Invoke-RunbookJob $Runbook $With
}

function Open-Emulator([string] $Options) {
    $start = [Diagnostics.ProcessStartInfo]::new((Get-Command dotnet -CommandType Application)[0].Source)
    $start.Arguments = "`"$($Server.FullName)`" --port 0 --seed 1 --stop-with-stdin $Options"
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $process | Add-Member Endpoint ([regex]::Match($process.StandardOutput.ReadLine(), 'http://[\d.:]+').Value) -PassThru
}

function Close-Emulator($Service) {
    $Service.StandardInput.Close()
    if (-not $Service.WaitForExit(60000)) {
        $Service.Kill()
    }
}
