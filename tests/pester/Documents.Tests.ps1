# Every block of PowerShell in the README and the guides runs as it is written, one after the other, in a folder of its own: against the emulator
# behind a socket, with a key, a picture and a table at hand. Only what a test must not do is replaced: whoever types a key is a function, the
# module is the one that is tested, ports are free ones, and what listens for ever ends after a second.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $server = @(Get-ChildItem "$root/src/TaskApi.Emulator.Server/bin/*/net10.0/TaskApi.Emulator.Server.dll")[0]
    # The runbooks of this guide have a test of their own.
    $documents = @(Get-Item "$root/README.md") + @(Get-ChildItem "$root/docs/guides/*.md" -Exclude azure-automation.md) |
        ForEach-Object { @{ Document = $_.Name; Path = $_.FullName; Server = $server } }
}

BeforeAll {
    $module = & "$PSScriptRoot/Get-TestedModule.ps1"
    Import-Module $module -Force

    # Below the ports that systems give to whoever asks for any: nobody else gets it before it is used.
    function Get-FreePort {
        while ($true) {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, (Get-Random -Minimum 12000 -Maximum 32000))
            try {
                $listener.Start()
                return $listener.LocalEndpoint.Port
            } catch [Net.Sockets.SocketException] {
                Write-Debug 'Somebody has it.'
            } finally {
                $listener.Stop()
            }
        }
    }

    Set-Item function:Read-Host { [Net.NetworkCredential]::new('', 'sk-of-a-test').SecurePassword }

    # Stands for the build: the module is there.
    function dotnet {
    }
}

# The functions and variables are for the documents; the module's own are set as whoever follows a document would have them.
Describe '<Document>' -ForEach $documents -Skip:($PSVersionTable.PSVersion.Major -lt 7 -or -not $server) {
    BeforeAll {
        $port = Get-FreePort
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Command dotnet -CommandType Application)[0].Source)
        $start.Arguments = "`"$($Server.FullName)`" --port $port --task-speed 50 --seed 1 --stop-with-stdin"
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $service = [Diagnostics.Process]::Start($start)
        $null = $service.StandardOutput.ReadLine()
        $kept = @{}
        foreach ($name in 'UNIFICALLY_API_KEY', 'TASKAPI_ENDPOINT', 'TASKAPI_LEDGER') {
            $kept[$name] = [Environment]::GetEnvironmentVariable($name)
        }

        $env:UNIFICALLY_API_KEY = 'sk-of-a-test'
        $env:TASKAPI_ENDPOINT = "http://127.0.0.1:$port"
        $env:TASKAPI_LEDGER = "$TestDrive/ledger.db"
    }

    AfterAll {
        Disconnect-GenService
        foreach ($name in $kept.Keys) {
            [Environment]::SetEnvironmentVariable($name, $kept[$name])
        }

        $service.StandardInput.Close()
        if (-not $service.WaitForExit(60000)) {
            $service.Kill()
        }
    }

    It 'does what it says' {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Push-Location $folder
        try {
            New-Item docs -ItemType Directory | Out-Null
            Copy-Item (Join-Path (Split-Path $PSScriptRoot) '../docs/examples') docs -Recurse
            "model,prompt,aspect_ratio,key`ngoogle/nano-banana,a fox,16:9,fox`ngoogle/nano-banana,an owl,16:9,owl" | Set-Content prompts.csv
            $null = Connect-GenService -Local -Speed 100 -Ledger None
            $drawn = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask | Save-GenOutput .
            Move-Item -LiteralPath $drawn.Path fox.png
            Disconnect-GenService

            $hook = "http://127.0.0.1:$(Get-FreePort)/hook"
            $text = Get-Content $Path -Raw
            $text = $text.Replace('Import-Module ./TaskApi.psd1', "Import-Module '$module' -Force").Replace('127.0.0.1:5005', "127.0.0.1:$port")
            $text = $text.Replace('http://127.0.0.1:8080/hook', $hook)
            $text = $text.Replace('-CallbackPort 8080', "-CallbackPort $(([uri] $hook).Port)")
            $text = $text.Replace('Receive-GenCallback 8080', "Receive-GenCallback $(Get-FreePort) -Timeout 1")
            $WebhookData = $null
            $number = 0
            $wrong = foreach ($match in [regex]::Matches($text, '(?ms)^```powershell\r?\n(.*?)\r?\n```')) {
                $number++
                if ($match.Value -match 'WebhookData') {
                    $last = Get-GenTask -Last 1 | Wait-GenTask
                    $body = @{ task_id = $last.Id; status = 'completed'; data = @{ image_url = $last.Url } } | ConvertTo-Json
                    $WebhookData = [pscustomobject] @{ RequestBody = $body }
                }

                try {
                    . ([scriptblock]::Create($match.Groups[1].Value)) 2>&1 3>&1 | ForEach-Object {
                        if ($_ -is [Management.Automation.ErrorRecord] -or $_ -is [Management.Automation.WarningRecord]) { "block ${number}: $_" }
                    }
                } catch {
                    "block ${number}: $_"
                }
            }

            $number | Should -BeGreaterThan 4
            $wrong | Should -BeNullOrEmpty
            (Get-ChildItem out -File).Count | Should -BeGreaterThan 1
        } finally {
            Pop-Location
        }
    }
}
