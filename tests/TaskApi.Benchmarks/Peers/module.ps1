# With the module.
param([string] $Address, [int] $Count)

Import-Module "$PSScriptRoot/../../../TaskApi.psd1"
$null = Connect-GenService -ApiKey (ConvertTo-SecureString sk-any -AsPlainText) -Endpoint $Address
1..$Count | ForEach-Object { "fox $_" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask
