<#
.SYNOPSIS
    Builds, tests or packs the module. A thin front: the same MSBuild targets work without PowerShell.
.DESCRIPTION
    On a machine without PowerShell: dotnet tool restore, then dotnet pwsh ./build.ps1

    Build   dotnet build, after which the repository's root is the module: Import-Module ./TaskApi.psd1
    Test    dotnet test, and the Pester tests in this PowerShell
    Help    what Get-Help reads, from the catalog and the pages in docs; needs PlatyPS
    Pack    the module as it is published, in ./out: its folder, its package, what is in it (SBOM) and their checksums
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Help', 'Pack')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

switch ($Task) {
    'Build' {
        Invoke-DotNet build --configuration $Configuration
    }
    'Test' {
        Invoke-DotNet test --configuration $Configuration
        # The version that CI tests with, which the tests' project downloads.
        Import-Module (dotnet msbuild tests/TaskApi.Module.Tests -getProperty:PesterModule)
        $result = Invoke-Pester ./tests/pester -PassThru
        if ($result.Result -ne 'Passed') {
            throw "$($result.FailedCount) of $($result.TotalCount) Pester tests failed."
        }
    }
    'Help' {
        $env:TASKAPI_UPDATE_DOCS = '1'
        try {
            Invoke-DotNet test --configuration $Configuration --project tests/TaskApi.Core.Tests -- --filter-class '*.DocsTests'
        } finally {
            $env:TASKAPI_UPDATE_DOCS = ''
        }

        ./docs/update-help.ps1
        Invoke-DotNet build src/TaskApi --configuration $Configuration
    }
    'Pack' {
        Invoke-DotNet tool restore
        Invoke-DotNet pack src/TaskApi.Package --configuration Release
    }
}
