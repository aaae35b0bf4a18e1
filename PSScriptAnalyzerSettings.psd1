# What the scripts of this repository are held to: Invoke-ScriptAnalyzer . -Recurse -Settings ./PSScriptAnalyzerSettings.psd1
@{
    IncludeDefaultRules = $true
    ExcludeRules        = @(
        # It does not see that a variable of a Pester block is used in another one.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
    Rules               = @{
        PSUseCompatibleSyntax            = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.4')
        }
        PSAvoidUsingPositionalParameters = @{
            Enable           = $true
            CommandAllowList = @('Invoke-DotNet', 'Add-Element')
        }
        PSPlaceOpenBrace                 = @{
            Enable     = $true
            OnSameLine = $true
        }
        PSPlaceCloseBrace                = @{
            Enable       = $true
            NewLineAfter = $false
        }
        PSUseConsistentIndentation       = @{
            Enable          = $true
            Kind            = 'space'
            IndentationSize = 4
        }
        PSUseConsistentWhitespace        = @{
            Enable          = $true
            CheckInnerBrace = $true
            CheckOpenBrace  = $true
            CheckOpenParen  = $true
            CheckOperator   = $false
            CheckSeparator  = $true
        }
        PSAvoidLongLines                 = @{
            Enable            = $true
            MaximumLineLength = 160
        }
    }
}
