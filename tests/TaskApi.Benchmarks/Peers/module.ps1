# With the module.
param([string] $Address, [int] $Count)

Import-Module "$PSScriptRoot/../../../TaskApi.psd1"
$env:UNIFICALLY_API_KEY = 'sk-any'
$env:TASKAPI_ENDPOINT = $Address
1..$Count | ForEach-Object { "fox $_" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask
