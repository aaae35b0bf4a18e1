# The package that `build.ps1 -Task Pack` made in ./out: what is in it, whether it is installed and works, and whether a second pack is the same.
BeforeDiscovery {
    $shell = @(Get-ChildItem "$PSScriptRoot/../../src/TaskApi.Shell/bin/*/net10.0/TaskApi.Shell.dll")[0]
    $isCompiledFor = [Environment]::Version.Major -eq 10 -and $IsLinux -and [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -eq 'X64'
    # A folder that was unpacked has no commit to compare with.
    $commit = if (Get-Command git -ErrorAction Ignore) { git -C $PSScriptRoot rev-parse --verify HEAD 2>$null }
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $release = "$root/out"
    $version = (Import-PowerShellDataFile "$root/TaskApi.psd1").ModuleVersion
    $package = "$release/TaskApi.$version.nupkg"

    # In a process that knows nothing of this clone.
    function Invoke-Fresh([string] $Script) {
        Start-Job ([scriptblock]::Create($Script)) | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
    }
}

Describe 'The package' {
    It 'has the checksums that stand beside it' {
        $lines = Get-Content "$release/SHA256SUMS"
        $lines.Count | Should -Be 2
        foreach ($line in $lines) {
            $hash, $name = $line -split '  '
            (Get-FileHash "$release/$name" -Algorithm SHA256).Hash | Should -Be $hash
        }
    }

    It 'holds what ships and nothing else' {
        $files = Get-ChildItem "$release/TaskApi" -Recurse -File |
            ForEach-Object { $_.FullName.Substring("$release/TaskApi/".Length) -replace '\\', '/' }
        $library = '^bin/(TaskApi|deps/((postgres|reporting|compiled/[\w-]+)/)?[\w.]+)\.dll$|^bin/deps/native/[\w-]+/(lib)?e_sqlite3\.(dll|so|dylib)$'
        $others = @(
            'bin/made-by-dotnet-build.Format.ps1xml', 'en-US/TaskApi.dll-Help.xml', 'CHANGELOG.md', 'LICENSE', 'README.md'
            'TaskApi.cdx.json', 'TaskApi.psd1', 'THIRD-PARTY-NOTICES.dotnet.txt', 'THIRD-PARTY-NOTICES.txt'
            Get-ChildItem "$root/docs/en-US/about_*.md" | ForEach-Object { "en-US/$($_.BaseName).help.txt" }
        )
        $files -notmatch $library | Sort-Object | Should -Be ($others | Sort-Object)
        $files | Where-Object { $_ -match 'System\.Management\.Automation|Microsoft\.PowerShell|\.pdb$' } | Should -BeNullOrEmpty
    }

    It 'names every library of others in its notices and in its bill of materials' {
        $notices = Get-Content "$release/TaskApi/THIRD-PARTY-NOTICES.txt" -Raw
        $bill = Get-Content "$release/TaskApi/TaskApi.cdx.json" -Raw | ConvertFrom-Json
        # The packages whose libraries have another name than they.
        $names = @{
            'Fluid' = 'Fluid.Core'
            'ICSharpCode.SharpZipLib' = 'SharpZipLib'
            'OxyPlot' = 'OxyPlot.Core'
            'e_sqlite3' = 'SQLite'
            'Microsoft.Data.Sqlite' = 'Microsoft.Data.Sqlite.Core'
            'SQLitePCLRaw.batteries_v2' = 'SQLitePCLRaw.config.e_sqlite3'
        }
        $libraries = Get-ChildItem "$release/TaskApi/bin" -Recurse -Include *.dll | ForEach-Object BaseName | Where-Object { $_ -notlike 'TaskApi*' }
        $libraries.Count | Should -BeGreaterThan 20
        foreach ($library in $libraries) {
            $notices | Should -Match "(^|[\s,])$([regex]::Escape($library))(,|\r?\n|\s)"
            $bill.components.name | Should -Contain $(if ($names[$library]) { $names[$library] } else { $library })
        }

        $bill.metadata.component.name | Should -Be 'TaskApi'
        $bill.metadata.component.version | Should -Be $version
        $bill.metadata.PSObject.Properties.Name | Should -Not -Contain 'timestamp'
    }

    It 'holds for <_>, compiled ahead, the very libraries that it holds for every machine' -ForEach 'linux-x64', 'osx-arm64', 'win-x64' {
        function Read-Library([string] $Path) {
            $image = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($Path))
            try {
                $names = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
                [pscustomobject]@{
                    Build = $names.GetGuid($names.GetModuleDefinition().Mvid)
                    IsCompiled = $image.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0
                }
            } finally {
                $image.Dispose()
            }
        }

        $deps = "$release/TaskApi/bin/deps"
        $libraries = Get-ChildItem "$deps/*.dll" -Exclude System.*
        (Get-ChildItem "$deps/compiled/$_").Name | Should -Be $libraries.Name
        foreach ($library in $libraries) {
            $plain = Read-Library $library.FullName
            $compiled = Read-Library "$deps/compiled/$_/$($library.Name)"
            $compiled.Build | Should -Be $plain.Build
            $plain.IsCompiled, $compiled.IsCompiled | Should -Be $false, $true -Because $library.Name
        }
    }

    It 'tells nobody where it was built' {
        foreach ($library in Get-ChildItem "$release/TaskApi/bin" -Recurse -Include TaskApi*.dll) {
            [Text.Encoding]::UTF8.GetString([IO.File]::ReadAllBytes($library.FullName)) | Should -Not -Match ([regex]::Escape($root))
        }
    }
}

Describe 'Installed into an empty folder' {
    BeforeAll {
        $modules = (New-Item "$TestDrive/modules" -ItemType Directory).FullName
        $source = "taskapi-$([guid]::NewGuid().ToString('n'))"
        Register-PSResourceRepository -Name $source -Uri $release -Trusted
        try {
            Save-PSResource TaskApi -Version $version -Repository $source -Path $modules -TrustRepository
        } finally {
            Unregister-PSResourceRepository $source
        }

        $manifest = "$modules/TaskApi/$version/TaskApi.psd1"
    }

    It 'is byte for byte what the tests were run on' {
        foreach ($file in Get-ChildItem "$release/TaskApi" -Recurse -File) {
            $other = "$modules/TaskApi/$version/" + $file.FullName.Substring("$release/TaskApi/".Length)
            (Get-FileHash $other).Hash | Should -Be (Get-FileHash $file.FullName).Hash
        }
    }

    It 'is found, imported and used by name in a PowerShell' {
        $answer = Invoke-Fresh @"
            `$ErrorActionPreference = 'Stop'
            `$env:PSModulePath = '$modules' + [IO.Path]::PathSeparator + `$env:PSModulePath
            `$null = Connect-GenService -Local -Speed 100
            `$files = @{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask | Wait-GenTask | Save-GenOutput '$TestDrive/media'
            (Get-Module TaskApi).Path
            (Get-Item `$files.Path).Length -gt 100
            (Get-Help New-GenTask).Synopsis.Length -gt 10
            (Get-Help about_TaskApi).Length -gt 500
            `$null = Export-GenReport '$TestDrive/report.html' -Id `$files.TaskId
            (Get-Item '$TestDrive/report.html').Length -gt 10000
            `$null = Connect-GenService -ApiKey ([Net.NetworkCredential]::new('', 'k').SecurePassword) -Ledger '$TestDrive/ledger.db'
            @(Get-GenTask).Count
"@
        # Without -LiteralPath's resolving, /tmp may be a link.
        $answer[0] | Should -BeLike "*TaskApi*$version*TaskApi.dll"
        $answer[1..($answer.Count - 1)] | Should -Be @($true, $true, $true, $true, 0)
    }

    # .NET takes only what was compiled for it, and says nothing when it does not.
    It 'leaves hundreds of methods fewer to compile than its libraries do that were not compiled ahead' -Skip:(-not $isCompiledFor) {
        $plain = (New-Item "$TestDrive/plain" -ItemType Directory).FullName
        Copy-Item "$modules/TaskApi/$version/*" $plain -Recurse
        Remove-Item "$plain/bin/deps/compiled" -Recurse
        $ahead, $asItRuns = foreach ($path in $manifest, "$plain/TaskApi.psd1") {
            Invoke-Fresh @"
                Import-Module '$path'
                `$null = Connect-GenService -Local
                `$before = [Runtime.JitInfo]::GetCompiledMethodCount()
                `$null = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1
                [Runtime.JitInfo]::GetCompiledMethodCount() - `$before
"@
        }

        $ahead | Should -BeGreaterThan 0
        $ahead | Should -BeLessThan ($asItRuns - 300)
    }

    It 'is imported by the small shell that lies beside it' -Skip:(-not $shell) -ForEach @{ Program = $shell } {
        $beside = "$modules/TaskApi/$version/shell"
        Copy-Item -LiteralPath $Program.DirectoryName -Destination $beside -Recurse
        try {
            $answer = & dotnet "$beside/TaskApi.Shell.dll" -c @'
                (Get-Module TaskApi).ModuleBase
                Connect-GenService -Local | Out-Null
                (New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask).Status
'@
            $LASTEXITCODE | Should -Be 0
            $answer[0] | Should -BeLike "*$version*"
            $answer[-1] | Should -Be 'Completed'
        } finally {
            Remove-Item -LiteralPath $beside -Recurse
        }
    }
}

# A clone of the commit that was packed, packed too: that takes as long as a build, so it is asked for.
Describe 'Packed again elsewhere' -Skip:(-not $env:TASKAPI_TEST_PACK_TWICE -or -not $commit) {
    BeforeAll {
        $clone = "$TestDrive/clone"
        git clone --quiet $root $clone
        dotnet pack "$clone/src/TaskApi.Package" --configuration Release --nologo -v quiet
    }

    It 'has the same bytes' {
        Get-Content "$clone/out/SHA256SUMS" | Should -Be (Get-Content "$release/SHA256SUMS")
    }

    It 'tells the addresses of the project once it has one' {
        dotnet pack "$clone/src/TaskApi.Package" --configuration Release --nologo -v quiet -p:ProjectAddress=https://example.org/taskapi
        $data = Test-ModuleManifest "$clone/out/TaskApi/TaskApi.psd1"
        $data.ProjectUri | Should -Be 'https://example.org/taskapi'
        $data.LicenseUri | Should -Be 'https://example.org/taskapi/blob/main/LICENSE'
        Invoke-Fresh @"
            Import-Module '$clone/out/TaskApi/TaskApi.psd1'
            (Get-Command Wait-GenTask).HelpUri
            (Get-Command -Module TaskApi | Where-Object HelpUri -eq '').Count
"@ | Should -Be @('https://example.org/taskapi/blob/main/docs/en-US/Wait-GenTask.md', 0)
    }
}
