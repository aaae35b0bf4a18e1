# A PostgreSQL for tests, as what the caller needs of it: Database (a connection string that names no user), Credential, and Stop, which ends it.
# It is the one that TASKAPI_TEST_POSTGRES names, or a server on loopback made by this machine's binaries, with a folder of its own; as root they
# run as the user postgres, because they refuse to run as root. With -WhyNot only the reason why there can be none, or nothing.
param([switch] $WhyNot)

$ErrorActionPreference = 'Stop'
$versions = @(Get-ChildItem /usr/lib/postgresql -Directory -ErrorAction Ignore | Sort-Object { [int] ($_.Name -replace '\D') } -Descending)
$places = @($versions | ForEach-Object { "$($_.FullName)/bin" }) + ($env:PATH -split [IO.Path]::PathSeparator)
$binaries = $places | Where-Object { $_ -and (Test-Path "$_/initdb") -and (Test-Path "$_/postgres") } | Select-Object -First 1
if ($WhyNot) {
    if (-not $env:TASKAPI_TEST_POSTGRES -and -not $binaries) {
        'There is no PostgreSQL here: install its server (Debian: apt-get install postgresql).'
    }

    return
}

function ConvertTo-Login([string] $User, [string] $Secret) {
    [pscredential]::new($User, [Net.NetworkCredential]::new('', $Secret).SecurePassword)
}

if ($env:TASKAPI_TEST_POSTGRES) {
    $address = [Data.Common.DbConnectionStringBuilder]::new()
    $address.ConnectionString = $env:TASKAPI_TEST_POSTGRES
    $login = ConvertTo-Login $address['Username'] $address['Password']
    $null = $address.Remove('Username'), $address.Remove('Password')
    return [pscustomobject] @{ Database = $address.ConnectionString; Credential = $login; Stop = { } }
}

$folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "taskapi-postgres-$([guid]::NewGuid().ToString('n'))")
$null = New-Item $folder -ItemType Directory
$password = [guid]::NewGuid().ToString('n')
Set-Content "$folder/password" $password
$isRoot = [Environment]::UserName -eq 'root'
$before = if ($isRoot) { @('setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups') } else { @() }
if ($isRoot) {
    chown -R postgres $folder
}

function Invoke-Binary([string] $Name, [string[]] $With) {
    $words = $before + "$binaries/$Name" + $With
    $start = [Diagnostics.ProcessStartInfo]::new($words[0])
    $words | Select-Object -Skip 1 | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.WorkingDirectory = [IO.Path]::GetTempPath()
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    # Read all the time, because a process that nobody listens to stands still.
    $process | Add-Member Said @($process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()) -PassThru
}

$made = Invoke-Binary initdb @(
    '-D', "$folder/data", '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', "$folder/password", '--no-sync', '-E', 'UTF8', '--locale', 'C')
if (-not $made.WaitForExit(120000) -or $made.ExitCode -ne 0) {
    throw "initdb failed: $($made.Said.Result)"
}

# Below the ports that systems give to whoever asks for any: nobody else gets it before the server has it.
$port = 0
while (-not $port) {
    $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, (Get-Random -Minimum 12000 -Maximum 32000))
    try {
        $free.Start()
        $port = $free.LocalEndpoint.Port
    } catch [Net.Sockets.SocketException] {
        Write-Debug 'Somebody has it.'
    } finally {
        $free.Stop()
    }
}

# Nothing here survives a power cut, and need not.
$server = Invoke-Binary postgres @('-D', "$folder/data", '-p', $port, '-h', '127.0.0.1', '-k', '', '-c', 'fsync=off')
for ($try = 0; (Test-Path "$folder/data/postmaster.pid") -eq $false -or (Get-Content "$folder/data/postmaster.pid")[7] -notmatch 'ready'; $try++) {
    if ($server.HasExited -or $try -gt 1800) {
        throw "The server does not start: $(if ($server.HasExited) { $server.Said.Result })"
    }

    Start-Sleep -Milliseconds 100
}

[pscustomobject] @{
    Database = "Host=127.0.0.1;Port=$port;Database=postgres"
    Credential = ConvertTo-Login postgres $password
    Stop = {
        # Its first process alone would take the way of an administrator who waits for the clients.
        kill -INT $server.Id
        if (-not $server.WaitForExit(30000)) {
            $server.Kill()
        }

        Remove-Item $folder -Recurse -Force
    }.GetNewClosure()
}
