# Every script of the repository is held to PSScriptAnalyzerSettings.psd1, where PSScriptAnalyzer is installed.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $scripts = Get-ChildItem $root -Recurse -File -Include *.ps1, *.psd1 |
        Where-Object { $_.FullName.Substring($root.Length) -notmatch '[\\/](bin|obj|out|en-US)[\\/]' } |
        ForEach-Object { @{ Name = $_.FullName.Substring($root.Length + 1); Path = $_.FullName } }
}

Describe 'The scripts' -Skip:(-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
    It '<Name> is clean' -ForEach $scripts {
        $found = Invoke-ScriptAnalyzer -Path $Path -Settings "$PSScriptRoot/../../PSScriptAnalyzerSettings.psd1"
        $found | ForEach-Object { "line $($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
