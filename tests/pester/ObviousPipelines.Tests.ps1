# The pipelines that come to mind first, and those that go one step too far, with what each of them is paid for, in a real PowerShell with
# its own files and jobs. tests/TaskApi.Module.Tests has the same page, counted by the service itself.
BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force

    # Runs a script, and says how many tasks the service accepted, what came out, the errors' ids and the warnings.
    function Measure-Pipeline([scriptblock] $Script) {
        $before = @(Get-GenTask).Count
        $all = try { & $Script 2>&1 3>&1 } catch { $_ }
        $warnings = @($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] })
        $failures = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $result = @($all | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] -and $_ -isnot [System.Management.Automation.WarningRecord] })
        [pscustomobject] @{
            Paid     = @(Get-GenTask).Count - $before
            Out      = $result
            Errors   = @($failures | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] })
            Messages = @($failures | ForEach-Object { "$_" })
            Warnings = $warnings
        }
    }
}

Describe 'The obvious pipelines' {
    BeforeEach {
        Connect-GenService -Local -Speed 100 -Seed 7 | Out-Null
        $rows = foreach ($prompt in 'fox', 'owl', 'cat') { [pscustomobject] @{ key = "the $prompt"; prompt = $prompt; aspect_ratio = '1:1' } }
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'pays for each row once: <Name>' -ForEach @(
        @{ Name = 'submit'; Count = 3; Script = { $rows | New-GenTask google/nano-banana } }
        @{ Name = 'wait'; Count = 3; Script = { $rows | New-GenTask google/nano-banana | Wait-GenTask } }
        @{ Name = 'save'; Count = 3; Script = { $rows | New-GenTask google/nano-banana | Wait-GenTask | Save-GenOutput $out } }
        @{ Name = 'what is cheap enough'; Count = 3; Script = { $rows | Get-GenPrice google/nano-banana | Where-Object Cost -lt 100 | New-GenTask } }
        @{ Name = 'what is valid'; Count = 3; Script = { $rows | Test-GenRequest google/nano-banana | Where-Object IsValid | New-GenTask } }
        @{ Name = 'wait twice'; Count = 6; Script = { $tasks = $rows | New-GenTask google/nano-banana; $tasks | Wait-GenTask; $tasks | Wait-GenTask } }
    ) {
        $run = Measure-Pipeline $Script
        $run.Errors | Should -BeNullOrEmpty
        $run.Paid | Should -Be 3
        $run.Out.Count | Should -Be $Count
    }

    It 'goes on from a result: <Name>' -ForEach @(
        @{
            Name   = 'a task'
            Script = {
                $image = $rows[0] | New-GenTask google/nano-banana | Wait-GenTask
                New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $image
            }
        }
        @{
            Name   = 'its result'
            Script = {
                $image = $rows[0] | New-GenTask google/nano-banana | Wait-GenTask
                New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $image.Outputs[0]
            }
        }
        @{
            Name   = 'a row'
            Script = {
                $rows[0] | New-GenTask google/nano-banana | Wait-GenTask |
                    Select-Object @{ n = 'start_image_url'; e = { $_ } }, @{ n = 'prompt'; e = { 'run' } } |
                    New-GenTask kuaishou/kling-2.6
            }
        }
        @{
            Name   = 'a saved file'
            Script = {
                $file = $rows[0] | New-GenTask google/nano-banana | Wait-GenTask | Save-GenOutput $out
                New-GenTask kuaishou/kling-2.6 -Prompt run -Input @{ start_image_url = $file }
            }
        }
    ) {
        $run = Measure-Pipeline $Script
        $run.Messages | Should -BeNullOrEmpty
        $run.Paid | Should -Be 2
        $run.Out[0].Input['start_image_url'] | Should -Match '^https://'
    }

    It 'sends failed ones again, and only them' {
        Connect-GenService -Local -Speed 100 -Seed 3 -FailureRate 0.5 | Out-Null
        $tasks = 1..8 | ForEach-Object { "fox $_" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask -ErrorAction SilentlyContinue
        $failed = @($tasks | Where-Object Status -eq Failed)
        $failed.Count | Should -BeGreaterThan 0
        $run = Measure-Pipeline { Get-GenTask | Where-Object Status -eq Failed | New-GenTask }
        $run.Paid | Should -Be $failed.Count
        ($run.Out | ForEach-Object { $_.Input['prompt'] } | Sort-Object) | Should -Be ($failed | ForEach-Object { $_.Input['prompt'] } | Sort-Object)
    }

    Context 'after a restart from <_>' -ForEach 'Clixml', 'JSON', 'CSV', 'job' {
        BeforeEach {
            $way = $_
            $path = Join-Path $TestDrive ([guid]::NewGuid())
            $tasks = $rows | New-GenTask google/nano-banana | Wait-GenTask
            $saved = switch ($way) {
                'Clixml' { $tasks | Export-Clixml $path; Import-Clixml $path }
                'JSON' { $tasks | ConvertTo-Json -Depth 10 | Set-Content $path; Get-Content $path -Raw | ConvertFrom-Json }
                'CSV' { $tasks | Export-Csv $path -NoTypeInformation; Import-Csv $path }
                'job' { Start-Job { $using:tasks } | Receive-Job -Wait -AutoRemoveJob }
            }
        }

        It 'waits and saves, and pays for nothing' {
            $run = Measure-Pipeline { $saved | Wait-GenTask | Save-GenOutput $out }
            $run.Messages | Should -BeNullOrEmpty
            $run.Paid | Should -Be 0
            $run.Out.Count | Should -Be 3
        }

        It 'asks for the same again, or says that the input was lost' {
            $run = Measure-Pipeline { $saved | New-GenTask }
            $run.Paid | Should -Be $run.Out.Count
            $run.Out.Count + $run.Errors.Count | Should -Be 3
            foreach ($task in $run.Out) { $task.Input['aspect_ratio'] | Should -Be '1:1'; $task.Key | Should -BeLike 'the *' }
            foreach ($message in $run.Messages) { $message | Should -BeLike '*Input was lost*' }
            if ($way -ne 'CSV') { $run.Errors | Should -BeNullOrEmpty }
        }

        It 'makes no other request of it' {
            $run = Measure-Pipeline { $saved | New-GenTask topaz-labs/image-upscale }
            $run.Paid | Should -Be 0
            $run.Errors | Should -Be @('InvalidInput', 'InvalidInput', 'InvalidInput')
        }
    }

    It 'ends at a bad row when that is wanted, and what was accepted is known' {
        $rows[1].aspect_ratio = '7:7'
        $run = Measure-Pipeline { $rows | New-GenTask google/nano-banana -ErrorAction Stop }
        $run.Errors | Should -Be 'InvalidRequest'
        $run.Paid | Should -Be 1
    }

    It 'goes one step too far and pays for nothing: <Name>' -ForEach @(
        @{ Name = 'a task for another model'; Script = { $image | New-GenTask kuaishou/kling-2.6 -Prompt run } }
        @{ Name = 'a task for a model that takes anything'; Script = { $image | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'a result'; Script = { $image.Outputs | New-GenTask topaz-labs/image-upscale } }
        @{
            Name   = 'a result from Clixml'
            Script = {
                $image.Outputs | Export-Clixml "$out.xml"
                Import-Clixml "$out.xml" | New-GenTask topaz-labs/image-upscale
            }
        }
        @{ Name = 'a result from JSON'; Script = { $image.Outputs[0] | ConvertTo-Json | ConvertFrom-Json | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'a result from CSV'; Script = { $image.Outputs[0] | ConvertTo-Csv | ConvertFrom-Csv | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'an address'; Script = { $image.Outputs.Url | New-GenTask kuaishou/kling-2.6 -Prompt run } }
        @{ Name = 'an id'; Script = { $image.Id | New-GenTask google/nano-banana -AspectRatio 1:1 } }
        @{ Name = 'a saved result''s path'; Script = { ($image | Save-GenOutput $out).Path | New-GenTask google/nano-banana -AspectRatio 1:1 } }
        @{ Name = 'a task as JSON text'; Script = { $image | ConvertTo-Json | New-GenTask google/nano-banana -AspectRatio 1:1 } }
        @{ Name = 'tasks as JSON text'; Script = { ConvertTo-Json @($image) | New-GenTask google/nano-banana -AspectRatio 1:1 } }
        @{ Name = 'a task as CSV text'; Script = { $image | ConvertTo-Csv | Select-Object -Last 1 | New-GenTask google/nano-banana -AspectRatio 1:1 } }
        @{ Name = 'a task as a screen shows it'; Script = { $image | Out-String -Width 120 | New-GenTask google/nano-banana -AspectRatio 1:1 } }
        @{
            Name   = 'a table as text'
            Script = {
                'model,prompt' | Set-Content "$out.csv"
                Get-Content "$out.csv" | New-GenTask google/nano-banana -AspectRatio 1:1
            }
        }
        @{
            Name   = 'an exported task as a table of requests'
            Script = {
                $image | Export-Csv "$out.csv"
                Import-GenRequest "$out.csv" | New-GenTask kuaishou/kling-2.6
            }
        }
        @{
            Name   = 'an exported file as a table of requests'
            Script = {
                $image | Save-GenOutput $out | Export-Csv "$out.csv"
                Import-GenRequest "$out.csv" | New-GenTask google/nano-banana -AspectRatio 1:1
            }
        }
        @{ Name = 'a task in a model''s place'; Script = { New-GenTask $image } }
        @{ Name = 'a saved result'; Script = { $image | Save-GenOutput $out | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'a file'; Script = { $image | Save-GenOutput $out | Get-Item | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'a model'; Script = { Get-GenModel google/nano-banana | New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 } }
        @{ Name = 'a model from CSV'; Script = { Get-GenModel google/nano-banana | ConvertTo-Csv | ConvertFrom-Csv | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'a sum of prices'; Script = { $rows | Get-GenPrice google/nano-banana -Summary | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'an error'; Script = { $bad = New-GenTask google/nano-banana -Prompt fox 2>&1; $bad | New-GenTask topaz-labs/image-upscale } }
        @{ Name = 'a row that throws'; Script = { $rows[0] | Add-Member ScriptProperty quality { throw 'no' } -PassThru | New-GenTask google/nano-banana } }
    ) {
        $image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask
        $run = Measure-Pipeline $Script
        $run.Paid | Should -Be 0
        $run.Out | Should -BeNullOrEmpty
        $run.Errors | Should -Be 'InvalidInput'
    }

    It 'says once what is hardly meant: <Name>' -ForEach @(
        @{ Name = 'tasks that have not ended'; Paid = 6; Script = { $rows | New-GenTask google/nano-banana | New-GenTask } }
        @{ Name = 'text beside a prompt'; Paid = 3; Script = { 'fox', 'owl', 'cat' | New-GenTask google/nano-banana -AspectRatio 1:1 -Prompt wolf } }
    ) {
        $run = Measure-Pipeline $Script
        $run.Errors | Should -BeNullOrEmpty
        $run.Paid | Should -Be $Paid
        $run.Warnings.Count | Should -Be 1
    }
}
