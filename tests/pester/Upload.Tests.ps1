# Local files where a web address belongs, in a real PowerShell: with its own paths, tables and files.
BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force
    $png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

    # A picture; each number makes another content.
    function Save-Picture([string] $Path, [byte] $Number = 0) {
        New-Item (Split-Path $Path) -ItemType Directory -Force | Out-Null
        [System.IO.File]::WriteAllBytes($Path, [System.Convert]::FromBase64String($png) + $Number)
    }
}

Describe 'Local files' {
    BeforeEach {
        Connect-GenService -Local -Speed 200 -Seed 7 | Out-Null
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        Save-Picture (Join-Path $folder 'fox.png') 1
        Save-Picture (Join-Path $folder 'tables/fox.png') 2
        Save-Picture (Join-Path $folder 'tables/pictures/owl.png') 3
        Push-Location $folder
    }

    AfterEach { Pop-Location }

    It 'makes a film of a picture: <Name>' -ForEach @(
        @{ Name = 'a path'; Script = { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl ./fox.png } }
        @{ Name = 'a name'; Script = { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png } }
        @{ Name = 'a file'; Script = { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl (Get-Item fox.png) } }
        @{ Name = 'a PowerShell path'; Script = { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl (Resolve-Path fox.png).Path } }
        @{
            Name   = 'the files of a folder'
            Script = { Get-ChildItem *.png | ForEach-Object { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $_ } }
        }
        @{
            Name   = 'a row with a file'
            Script = {
                Get-ChildItem *.png |
                    Select-Object @{ n = 'prompt'; e = { 'run' } }, @{ n = 'start_image_url'; e = { $_ } } |
                    New-GenTask kuaishou/kling-2.6
            }
        }
    ) {
        $expected = (Send-GenFile fox.png).Url
        $task = & $Script
        $task.Input['start_image_url'] | Should -Be $expected
        ($task | Wait-GenTask | Save-GenOutput out).MediaType | Should -Be 'video/mp4'
    }

    It 'takes the paths of a table from where the table is' {
        Set-Content tables/rows.csv "prompt,start_image_url`nrun,fox.png`nfly,pictures/owl.png`nagain,./fox.png"
        $tasks = Import-GenRequest tables/rows.csv | New-GenTask kuaishou/kling-2.6
        $fox = (Send-GenFile tables/fox.png).Url
        $tasks | ForEach-Object { $_.Input['start_image_url'] } | Should -Be @($fox, (Send-GenFile tables/pictures/owl.png).Url, $fox)
        $fox | Should -Not -Be (Send-GenFile fox.png).Url
    }

    It 'takes the paths of Import-Csv from the current location' {
        Set-Content tables/rows.csv "prompt,start_image_url`nrun,fox.png"
        (Import-Csv tables/rows.csv | New-GenTask kuaishou/kling-2.6).Input['start_image_url'] | Should -Be (Send-GenFile fox.png).Url
    }

    It 'tells of a file that is not there, with its row and its full path, and the other rows go on' {
        Set-Content tables/rows.csv "key,prompt,start_image_url`none,run,fox.png`ntwo,run,missing.png`nthree,run,pictures/owl.png"
        $failures = $null
        $tasks = Import-GenRequest tables/rows.csv | New-GenTask kuaishou/kling-2.6 -ErrorAction SilentlyContinue -ErrorVariable failures
        $tasks.Key | Should -Be 'one', 'three'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        "$($failures[0])" | Should -BeLike "*rows.csv, line 3*$(Join-Path $folder 'tables/missing.png')*is not there*"
    }

    It 'uploads nothing that is no picture, film or sound' {
        Set-Content secret.png 'a password'
        { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl secret.png -ErrorAction Stop } | Should -Throw '*no picture, film or sound*'
        { Send-GenFile secret.png -ErrorAction Stop } | Should -Throw '*no picture, film or sound*'
    }

    It 'uploads nothing for -WhatIf, Test-GenRequest and Get-GenPrice' {
        New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -WhatIf | Should -BeNullOrEmpty
        Test-GenRequest kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -Quiet | Should -BeTrue
        $told = Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -Verbose 4>&1
        $lines = "$($told | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })"
        $lines | Should -BeLike '*fox.png is not uploaded*https://not-uploaded.taskapi.invalid/1.png*'
        (Send-GenFile fox.png -WhatIf) | Should -BeNullOrEmpty
        (Send-GenFile fox.png).WasKnown | Should -BeFalse
        @(Get-GenTask).Count | Should -Be 0
    }

    It 'uploads a content once, whatever its files are called' {
        Copy-Item fox.png copy.png
        $uploads = Get-ChildItem fox.png, copy.png | Send-GenFile
        @($uploads.Url | Select-Object -Unique).Count | Should -Be 1
        (New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl copy.png -Verbose 4>&1 | Where-Object { "$_" -like 'Uploaded *' }) | Should -BeNullOrEmpty
    }

    It 'ends early and leaves nothing behind' {
        $first = Get-ChildItem fox.png, tables/fox.png, tables/pictures/owl.png | Send-GenFile | Select-Object -First 1
        $first.Name | Should -Be 'fox.png'
    }

    It 'refuses what the emulator made where requests are paid for' {
        $image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask
        $key = [System.Net.NetworkCredential]::new('', 'sk-none').SecurePassword

        # Nobody listens on that port: what would be sent is not.
        $paid = Connect-GenService -ApiKey $key -Endpoint http://127.0.0.1:9 -Ledger None
        { New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl $image -Session $paid -ErrorAction Stop } | Should -Throw '*emulator*nowhere on the web*'
        Disconnect-GenService -Session $paid
    }
}
