# What Export-Clixml, ConvertTo-Json, Export-Csv and jobs leave of the module's objects, read back by the commands themselves: each of them is
# what it was, into whatever it is piped. tests/TaskApi.Module.Tests/Travelling has the same page, and more of it.
BeforeAll {
    Import-Module (& "$PSScriptRoot/Get-TestedModule.ps1") -Force

    # Sends objects on a journey and brings them back.
    function Get-Travelled([object[]] $InputObject, [string] $Way) {
        $path = Join-Path $TestDrive ([guid]::NewGuid())
        switch ($Way) {
            'Clixml' { $InputObject | Export-Clixml $path; Import-Clixml $path }
            'JSON' { $InputObject | ConvertTo-Json -Depth 10 | Set-Content $path; Get-Content $path -Raw | ConvertFrom-Json }
            'JSON as it comes' { $InputObject | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json }
            'CSV' { $InputObject | Export-Csv $path; Import-Csv $path }
            'CSV with #TYPE' { $InputObject | Export-Csv $path -IncludeTypeInformation; Import-Csv $path }
            'CSV with semicolons' { $InputObject | Export-Csv $path -Delimiter ';'; Import-Csv $path -Delimiter ';' }
            'CSV from Germany' {
                $here = [cultureinfo]::CurrentCulture
                try {
                    [cultureinfo]::CurrentCulture = 'de-DE'
                    $InputObject | Export-Csv $path -UseCulture
                } finally {
                    [cultureinfo]::CurrentCulture = $here
                }
                Import-Csv $path -Delimiter ';'
            }
            'remoting' {
                # The form and the depth of what a remote session sends.
                $InputObject | ForEach-Object {
                    [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 1))
                }
            }
            'job' { Start-Job { $using:InputObject } | Receive-Job -Wait -AutoRemoveJob }
        }
    }
}

Describe 'Round trips by <Way>' -ForEach @(
    @{ Way = 'Clixml' }, @{ Way = 'JSON' }, @{ Way = 'JSON as it comes' }, @{ Way = 'job' }, @{ Way = 'remoting' }
    @{ Way = 'CSV' }, @{ Way = 'CSV with #TYPE' }, @{ Way = 'CSV with semicolons' }, @{ Way = 'CSV from Germany' }
) {
    BeforeAll {
        Connect-GenService -Local -Speed 200 -Seed 7 | Out-Null
        $table = Join-Path $TestDrive 'rows.csv'
        Set-Content $table @'
key,model,prompt,aspect_ratio,image_urls,callback_url
fox 1,google/nano-banana,a fox,1:1,https://example.com/a.png;https://example.com/b.png,https://example.com/done
owl 2,google/nano-banana,an owl,1:1,,
'@
        $out = Join-Path $TestDrive ([guid]::NewGuid())
        $requests = @(Import-GenRequest $table)
        $prices = @($requests | Get-GenPrice)
        $tasks = @($requests | New-GenTask | Wait-GenTask)
        $files = @($tasks | Save-GenOutput $out)
    }

    It 'waits for, asks about, saves and reports what has a task: <Name>' -ForEach @(
        @{ Name = 'tasks' }, @{ Name = 'files' }, @{ Name = 'outputs' }
    ) {
        $before = @(Get-GenTask).Count
        $given = switch ($Name) { 'tasks' { $tasks } 'files' { $files } 'outputs' { $tasks.Outputs } }
        $back = @(Get-Travelled $given $Way)
        $back.Count | Should -Be 2
        ($back | Wait-GenTask).Id | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
        ($back | Get-GenTask).Id | Should -Be $tasks.Id
        ($back | Save-GenOutput "$out-$Name").TaskId | Should -Be $tasks.Id
        ($back | Export-GenReport "$out.html").Length | Should -BeGreaterThan 1000
        @(Get-GenTask).Count | Should -Be $before
    }

    It 'sends once more what was asked: <Name>' -ForEach @(
        @{ Name = 'tasks' }, @{ Name = 'requests' }, @{ Name = 'prices' }
    ) {
        $before = @(Get-GenTask).Count
        $given = switch ($Name) { 'tasks' { $tasks } 'requests' { $requests } 'prices' { $prices } }
        $again = @(Get-Travelled $given $Way | New-GenTask -WarningAction SilentlyContinue | Sort-Object Key)
        $again.Key | Should -Be 'fox 1', 'owl 2'
        $again.Prompt | Should -Be 'a fox', 'an owl'
        $again[0].Input['image_urls'] | Should -Be 'https://example.com/a.png', 'https://example.com/b.png'
        $again[0].CallbackUrl | Should -Be 'https://example.com/done'
        "$($again[0].Source)" | Should -Be 'rows.csv, line 2'
        @(Get-GenTask).Count | Should -Be ($before + 2)
    }

    It 'makes no request of what is none, nor of another model' {
        $before = @(Get-GenTask).Count
        foreach ($given in $files, $tasks.Outputs, $tasks, $prices) {
            $failures = $null
            Get-Travelled $given $Way | New-GenTask topaz-labs/image-upscale -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
        }
        foreach ($command in 'Wait-GenTask', 'Get-GenTask', 'Save-GenOutput') {
            foreach ($given in $requests, $prices) {
                $failures = $null
                Get-Travelled $given $Way | & $command -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
                "$($failures[0])" | Should -BeLike '*is no task*New-GenTask sends it*'
            }
        }
        @(Get-GenTask).Count | Should -Be $before
    }
}

Describe 'The record of a batch' {
    BeforeEach {
        Connect-GenService -Local -Speed 200 -Seed 7 | Out-Null
        $table = Join-Path $TestDrive 'rows.csv'
        Set-Content $table "key,model,prompt,aspect_ratio`nfox 1,google/nano-banana,a fox,1:1`nowl 2,google/nano-banana,an owl,1:1"
        $record = Join-Path $TestDrive 'record.csv'
        $out = Join-Path $TestDrive ([guid]::NewGuid())
        $files = @(Import-GenRequest $table | New-GenTask | Wait-GenTask | Save-GenOutput $out)
    }

    It 'is one Export-Csv of the files, with key, line, model, prompt, cost, URL and path' {
        $files | Export-Csv $record
        $rows = @(Import-Csv $record)
        $rows.Key | Should -Be 'fox 1', 'owl 2'
        $rows.Line | Should -Be 2, 3
        $rows.Model | Should -Be 'google/nano-banana', 'google/nano-banana'
        $rows.Prompt | Should -Be 'a fox', 'an owl'
        $rows.Cost | Should -Be 0.025, 0.025
        $rows.Url | Should -BeLike 'https://*'
        $rows.Path | ForEach-Object { $_ | Should -Exist }
    }

    It 'is also a few of its columns: <_>' -ForEach 'TaskId, Key, Path', 'TaskId, Key, Line, Prompt, Cost, Url, Path' {
        $files | Select-Object ($_ -split ', ') | Export-Csv $record
        Remove-Item $out -Recurse
        (Import-Csv $record | Save-GenOutput "$out-again").Name | Should -BeLike '*.png'
        $failures = $null
        Import-Csv $record | New-GenTask kuaishou/kling-2.6 -Prompt run -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be 2
        @(Get-GenTask).Count | Should -Be 2
    }

    It 'is what somebody wrote: id, status, key and path' {
        "id,status,key,path`n$($files[0].TaskId),Completed,fox 1,$($files[0].Path)" | Set-Content $record
        (Import-Csv $record | Wait-GenTask).Id | Should -Be $files[0].TaskId
        (Import-Csv $record | Save-GenOutput "$out-again").TaskId | Should -Be $files[0].TaskId
        { Import-Csv $record | New-GenTask kuaishou/kling-2.6 -Prompt run -ErrorAction Stop } | Should -Throw '*is no request*'
        @(Get-GenTask).Count | Should -Be 2
    }
}
