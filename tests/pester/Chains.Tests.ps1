# Chains in a real PowerShell: script blocks in the places of values, with its own files, tables, modules and language modes.
BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
}

Describe 'A chain' {
    BeforeEach {
        Connect-GenService -Local -Speed 100 -Seed 7 | Out-Null
        $rows = foreach ($prompt in 'fox', 'owl', 'cat') { [pscustomobject] @{ key = "the $prompt"; prompt = $prompt; aspect_ratio = '1:1' } }
        $out = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'makes larger films of pictures, and pays for nothing when it is run again' {
        $run = {
            $rows | New-GenTask google/nano-banana -Batch spring | Wait-GenTask |
                New-GenTask kuaishou/kling-2.6 -Batch spring -Prompt { "the $($_.Prompt) runs" } -StartImageUrl { $_.Url } | Wait-GenTask |
                New-GenTask topaz-labs/video-upscale -Batch spring -Input @{ video_url = { $_.Url } } -WarningAction Ignore | Wait-GenTask |
                Save-GenOutput $out
        }
        $files = & $run
        $again = & $run
        @(Get-GenTask).Count | Should -Be 9
        ($files.Key | Sort-Object) | Should -Be 'the cat', 'the fox', 'the owl'
        ($again.Path | Sort-Object) | Should -Be ($files.Path | Sort-Object)
        $films = Get-GenTask -Model kuaishou/kling-2.6
        ($films.Prompt | Sort-Object) | Should -Be 'the cat runs', 'the fox runs', 'the owl runs'
        ($files.Task.Parents | Sort-Object) | Should -Be ($films.Id | Sort-Object)
        ($films.Parents | Sort-Object) | Should -Be ((Get-GenTask -Model google/nano-banana).Id | Sort-Object)
        (Get-GenBatch spring).Rows | Should -Be 9
    }

    It 'keeps what it came from through <_>' -ForEach 'Clixml', 'JSON', 'CSV', 'job' {
        $path = Join-Path $TestDrive ([guid]::NewGuid())
        $tasks = $rows | New-GenTask google/nano-banana | Wait-GenTask
        $saved = switch ($_) {
            'Clixml' { $tasks | Export-Clixml $path; Import-Clixml $path }
            'JSON' { $tasks | ConvertTo-Json -Depth 10 | Set-Content $path; Get-Content $path -Raw | ConvertFrom-Json }
            'CSV' { $tasks | Export-Csv $path -NoTypeInformation; Import-Csv $path }
            'job' { Start-Job { $using:tasks } | Receive-Job -Wait -AutoRemoveJob }
        }
        $films = $saved | New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl { $_.Url }
        ($films.Parents | Sort-Object) | Should -Be ($tasks.Id | Sort-Object)
        ($films | ForEach-Object { $_.Input['start_image_url'] } | Sort-Object) | Should -Be ($tasks.Url | Sort-Object)
    }

    It 'begins with files and tables: <Name>' -ForEach @(
        @{ Name = 'pictures'; Script = { Get-ChildItem $out -Filter *.png | New-GenTask kling-2.6 -Prompt { $_.BaseName } -StartImageUrl { $_ } } }
        @{ Name = 'paths'; Script = { (Get-ChildItem $out -Filter *.png).FullName | New-GenTask kling-2.6 -Prompt run -StartImageUrl { $_ } } }
        @{ Name = 'saved results'; Script = { $saved | New-GenTask kuaishou/kling-2.6 -Prompt { $_.Prompt } -StartImageUrl { $_ } } }
        @{
            Name   = 'a table'
            Script = {
                $saved | Select-Object @{ n = 'what'; e = { $_.Prompt } }, Path | Export-Csv "$out.csv" -NoTypeInformation
                Import-Csv "$out.csv" | New-GenTask kuaishou/kling-2.6 -Prompt { "a $($_.what)" } -StartImageUrl { $_.Path } -IgnoreColumn what, path
            }
        }
    ) {
        $saved = $rows | New-GenTask google/nano-banana | Wait-GenTask | Save-GenOutput $out
        $films = @(& $Script)
        $films.Count | Should -Be 3
        foreach ($film in $films) { $film.Input['start_image_url'] | Should -Match '^https://' }
        @($films | ForEach-Object { $_.Input['start_image_url'] } | Sort-Object -Unique).Count | Should -Be 3
    }

    It 'tells an error of a block with its row, and the others go on' {
        $films = $rows | New-GenTask google/nano-banana | Wait-GenTask |
            New-GenTask kuaishou/kling-2.6 -ErrorVariable bad -ErrorAction SilentlyContinue -Prompt run -StartImageUrl {
                if ($_.Key -eq 'the owl') { throw 'no owls' }
                $_.Url
            }
        @($films).Count | Should -Be 2
        $bad.Count | Should -Be 1
        "$bad" | Should -BeLike '*of start_image_url failed: no owls*Nothing was sent*'
        $bad[0].Exception.InnerException | Should -Not -BeNullOrEmpty
    }

    It 'stops at a row when that is wanted' {
        $images = $rows | New-GenTask google/nano-banana | Wait-GenTask
        { $images | New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl { $_.Nothing } -ErrorAction Stop } | Should -Throw '*gave nothing*'
        @(Get-GenTask).Count | Should -Be 3
    }

    It 'ends when its reader has enough' {
        $images = $rows | New-GenTask google/nano-banana | Wait-GenTask
        $first = $images | New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl { $_.Url } | Select-Object -First 1
        @($first).Count | Should -Be 1
    }

    It 'works in strict mode, in functions and in modules' {
        $images = $rows | New-GenTask google/nano-banana | Wait-GenTask
        $module = New-Module {
            Set-StrictMode -Version Latest
            $verb = 'runs'
            function Send-Film { process { $_ | New-GenTask kuaishou/kling-2.6 -Prompt { "$($_.Prompt) $verb" } -StartImageUrl { $_.Url } } }
        }
        $films = $images | Send-Film
        ($films.Prompt | Sort-Object) | Should -Be 'cat runs', 'fox runs', 'owl runs'
        { & $module { $args[0] | New-GenTask kuaishou/kling-2.6 -Prompt { $_.Nope } -ErrorAction Stop } $images[0] } | Should -Throw "*'Nope'*"
    }

    It 'is checked, priced and rehearsed without being sent' {
        $images = $rows | New-GenTask google/nano-banana | Wait-GenTask
        $arguments = @{ Model = 'kuaishou/kling-2.6'; Prompt = { $_.Prompt }; StartImageUrl = { $_.Url }; Duration = { 5 }; Mode = { 'std' } }
        ($images | Test-GenRequest @arguments).IsValid | Should -Be $true, $true, $true
        ($images | Get-GenPrice @arguments -Summary).Count | Should -Be 3
        $images | New-GenTask @arguments -WhatIf | Should -BeNullOrEmpty
        @(Get-GenTask).Count | Should -Be 3
    }

    It 'pays for nothing where no block uses what is piped: <Name>' -ForEach @(
        @{ Name = 'no block'; Script = { $image | New-GenTask kuaishou/kling-2.6 -Prompt run } }
        @{ Name = 'a block of something else'; Script = { $image | New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl { $image.Url } } }
        @{ Name = 'nothing piped'; Script = { New-GenTask kuaishou/kling-2.6 -Prompt { 'run' } } }
        @{ Name = 'a loop around it'; Script = { $image | ForEach-Object { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl { $_.Url } } } }
        @{ Name = 'an error'; Script = { Write-Error no 2>&1 | New-GenTask kuaishou/kling-2.6 -Prompt { "$_" } } }
    ) {
        $image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask
        $found = try { & $Script 2>&1 } catch { $_ }
        $found | Should -BeOfType [System.Management.Automation.ErrorRecord]
        "$found" | Should -BeLike '*Nothing was sent*'
        @(Get-GenTask).Count | Should -Be 1
    }

    It 'takes blocks of a constrained caller' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$(& "$PSScriptRoot/Get-TestedModule.ps1")'; `$null = Connect-GenService -Local -Speed 100").Invoke()
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $shell.Commands.Clear()
            $films = $shell.AddScript(@'
                'fox' | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask |
                    New-GenTask kuaishou/kling-2.6 -Prompt { "$($_.Prompt) runs" } -StartImageUrl { $_.Url }
'@).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $films[0].Prompt | Should -Be 'fox runs'
        } finally {
            $shell.Dispose()
        }
    }
}
