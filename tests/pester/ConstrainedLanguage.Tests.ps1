# The module where scripts are constrained, as on machines with application control: in runspaces that were so before they imported it.
BeforeAll {
    $module = & "$PSScriptRoot/Get-TestedModule.ps1"
    $prompts = (Resolve-Path "$PSScriptRoot/../../docs/examples/prompts.csv").Path
    $out = Join-Path $TestDrive 'out'

    $constrained = {
        param([string] $Script)
        $state = [initialsessionstate]::CreateDefault2()
        $state.LanguageMode = 'ConstrainedLanguage'
        $shell = [powershell]::Create($state)
        try {
            $shell.AddScript($Script).Invoke()
            if ($shell.Streams.Error.Count) { throw $shell.Streams.Error[0] }
        } finally {
            $shell.Dispose()
        }
    }

    function Invoke-Constrained([string] $Script) {
        & $constrained "Import-Module '$module'; `$null = Connect-GenService -Local -Speed 200 -Seed 7; $Script"
    }
}

Describe 'In constrained language mode' {
    It 'scripts are constrained indeed' {
        { Invoke-Constrained '[IO.Path]::GetTempPath()' } | Should -Throw '*only on core types in this language mode*'
        Invoke-Constrained '"$($ExecutionContext.SessionState.LanguageMode)"' | Should -Be 'ConstrainedLanguage'
    }

    It 'the module is imported, again too, and removed' {
        $count = (Import-PowerShellDataFile $module).CmdletsToExport.Count
        Invoke-Constrained @"
            (Get-Command -Module TaskApi).Count
            Import-Module '$module' -Force
            (Get-Command -Module TaskApi).Count
            Remove-Module TaskApi
            @(Get-Command -Module TaskApi).Count
"@ | Should -Be $count, $count, 0
    }

    It 'the module is imported first in a process' {
        Start-Job $constrained -ArgumentList "Import-Module '$module'; `$null = Connect-GenService -Local; (Get-GenModel kling-2.6).Id" |
            Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop | Should -Be 'kuaishou/kling-2.6'
    }

    It 'rows become files, a price, a batch and a report' {
        $answer = Invoke-Constrained @"
            `$files = Import-GenRequest '$prompts' | New-GenTask -Batch spring | Wait-GenTask | Save-GenOutput '$out'
            `$files.Count
            (Get-GenBatch spring).IsDone
            (Import-Csv '$prompts' | Get-GenPrice -Summary).Count
            (Import-Csv '$prompts' | Test-GenRequest).IsValid -contains `$false
            (Get-GenTask -Batch spring | Export-GenReport '$out.html').Name
            (Import-Csv '$prompts' | New-GenTask -Batch spring).Count
            @(Get-GenTask).Count
"@
        $answer | Should -Be 15, $true, 14, $false, 'out.html', 14, 14
        (Get-ChildItem $out).Count | Should -Be 15
    }

    It 'model parameters, hashtables and script blocks make requests' {
        Invoke-Constrained @'
            $image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask
            ($image | New-GenTask kuaishou/kling-2.6 -Prompt { "the $($_.Prompt) runs" } -StartImageUrl { $_.Url }).Prompt
            ($image | New-GenTask topaz-labs/image-upscale -Input @{ image_url = { $_.Url } } -WarningAction Ignore | Wait-GenTask).IsEnded
            (@{ model = 'google/nano-banana'; prompt = 'owl'; aspect_ratio = '1:1' } | New-GenTask).Prompt
            (New-Object psobject -Property @{ model = 'google/nano-banana'; prompt = 'cat'; aspect_ratio = '1:1' } | New-GenTask).Prompt
            $image | New-GenTask
'@ | ForEach-Object { if ($_.Prompt) { "again $($_.Prompt)" } else { "$_" } } | Should -Be 'the fox runs', 'True', 'owl', 'cat', 'again fox'
    }

    It 'objects are read, shown and compared' {
        $answer = Invoke-Constrained @'
            $task = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask
            $task.Input['prompt'], "$($task.Outputs[0].Kind)", ($task.Elapsed.TotalSeconds -gt 0), ($task.Status -eq 'Completed'), "$task"
            $task | Out-String
            Get-GenModel kling-2.6 | Format-List | Out-String
            (Get-Help New-GenTask).Synopsis
            (Get-Help about_TaskApi | Out-String).Length -gt 500
'@
        $answer[0..3] | Should -Be 'fox', 'Image', $true, $true
        $answer[4] | Should -Match '^[\w-]{8,}$'
        $answer[5] | Should -Match '(?m)^\W*Label\s+Model\s+Status'
        $answer[6] | Should -Match '(?m)^\W*PriceParameters\s*:'
        $answer[7] | Should -BeLike 'Submits generation tasks*'
        $answer[8] | Should -BeTrue
    }

    It 'Tab offers models, their parameters and values, tasks and batches' {
        $answer = Invoke-Constrained @'
            $null = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Batch spring
            foreach ($line in 'New-GenTask nano', 'New-GenTask google/nano-banana -Asp', 'New-GenTask google/nano-banana -AspectRatio 16', 'Get-GenBatch s') {
                @((TabExpansion2 $line $line.Length).CompletionMatches)[0].CompletionText
            }
            (Get-GenTask).Id -eq @((TabExpansion2 'Wait-GenTask ' 13).CompletionMatches)[0].CompletionText
'@
        $answer | Should -Be 'google/nano-banana', '-AspectRatio', '16:9', 'spring', $true
    }

    It 'errors are the same as elsewhere' {
        Invoke-Constrained @'
            try { 'x' | New-GenTask google/nano-banan -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction.Length -gt 10 }
'@ | Should -Be 'InvalidRequest,TaskApi.Commands.NewGenTaskCommand', $true
    }
}
