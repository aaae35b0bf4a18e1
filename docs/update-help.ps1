<#
.SYNOPSIS
    Makes docs/en-US/TaskApi.dll-Help.xml, the form of the cmdlets' pages that Get-Help reads. Needs the module PlatyPS 1.0.
.DESCRIPTION
    PlatyPS turns the pages into MAML. It leaves the examples as Markdown, default values out, and links as file names; this script puts
    them where Get-Help shows them well. Run it after changing a page, and commit both.
.EXAMPLE
    ./docs/update-help.ps1
#>
#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Microsoft.PowerShell.PlatyPS'; ModuleVersion = '1.0.0' }
$ErrorActionPreference = 'Stop'

$pages = Get-ChildItem "$PSScriptRoot/en-US/*-*.md" | Sort-Object Name | Import-MarkdownCommandHelp
$folder = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
$made = Export-MamlCommandHelp -CommandHelp $pages -OutputFolder $folder
$maml = [xml] (Get-Content $made -Raw)
Remove-Item $folder -Recurse

$names = [Xml.XmlNamespaceManager]::new($maml.NameTable)
$names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
$names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
$names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')

function Add-Element([Xml.XmlElement] $Parent, [string] $Prefix, [string] $Name, [string] $Text) {
    $element = $maml.CreateElement($Prefix, $Name, $names.LookupNamespace($Prefix))
    $element.InnerText = $Text
    $null = $Parent.AppendChild($element)
}

foreach ($example in $maml.SelectNodes('//command:example', $names)) {
    $introduction = $example.SelectSingleNode('maml:introduction', $names)
    # PlatyPS puts a control character between paragraphs.
    $text = ($introduction.ChildNodes | ForEach-Object InnerText | Where-Object { $_ -notmatch '^\p{Cc}*$' }) -join "`n`n" -replace "`r"
    $code, $remarks = [regex]::Match($text, '(?s)^```powershell\n(.*?)\n```\s*(.*)$').Groups[1, 2].Value
    $null = $example.RemoveChild($introduction)
    $title = $example.SelectSingleNode('maml:title', $names)
    $title.InnerText = $title.InnerText.Trim(' ', '-')
    $example.SelectSingleNode('dev:code', $names).InnerText = $code
    # The empty one at the end keeps a distance to the next example.
    foreach ($paragraph in @($remarks -split '\n\n' -ne '') + '') {
        Add-Element $example.SelectSingleNode('dev:remarks', $names) maml para $paragraph
    }
}

foreach ($page in $pages) {
    foreach ($parameter in $page.Parameters) {
        if ($parameter.DefaultValue) {
            $command = "//command:command[command:details/command:name='$($page.Title)']"
            $element = $maml.SelectSingleNode("$command/command:parameters/command:parameter[maml:name='$($parameter.Name)']", $names)
            Add-Element $element dev defaultValue $parameter.DefaultValue
        }
    }
}

foreach ($link in $maml.SelectNodes('//maml:navigationLink', $names)) {
    # The uri of a page here means nothing where the help is read; the name alone is what Get-Help takes.
    $link.SelectSingleNode('maml:uri', $names).InnerText = ''
    if ($link.SelectSingleNode('maml:linkText', $names).InnerText -eq 'Online Version') {
        $null = $link.ParentNode.RemoveChild($link)
    }
}

$settings = [Xml.XmlWriterSettings] @{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
$writer = [Xml.XmlWriter]::Create("$PSScriptRoot/en-US/TaskApi.dll-Help.xml", $settings)
$maml.Save($writer)
$writer.WriteWhitespace("`n")
$writer.Dispose()
