<#
.SYNOPSIS
    Shows how tasks are called back: in the pipeline that submits them, and in a program that only receives. Offline, free, with the emulator.
.DESCRIPTION
    Submits some pictures with a callback URL. First one pipeline waits for the callbacks and saves; then the pictures are submitted by one
    command and received by another, as by two programs. At the end a callback that came some other way is read.
    With the real service, leave Connect-GenService out, set UNIFICALLY_API_KEY, and give the public URL that your tunnel or proxy passes on
    to the port as -Hook.
.EXAMPLE
    ./callback-receiver.ps1
.EXAMPLE
    ./callback-receiver.ps1 -Port 9000 -Destination ./pictures
#>
param(
    [int] $Port = 8080,
    [string] $Hook = "http://127.0.0.1:$Port/hook",
    [string] $Destination = './gen-output'
)

# So slow that the second program listens before the first one's tasks end.
$null = Connect-GenService -Local -Speed 3

# One pipeline: it listens before the first request leaves, and asks only about tasks that were called, or stay silent for long.
$files = @(1..3 | ForEach-Object { "fox number $_" } |
        New-GenTask google/nano-banana -AspectRatio 1:1 -CallbackUrl $Hook |
        Wait-GenTask -CallbackUri $Hook -CallbackPort $Port |
        Save-GenOutput $Destination)
"$($files.Count) files of one pipeline"

# Two programs: what the first submits, the second receives. It would go on for ever; here it ends with the third task.
$tasks = @(1..3 | ForEach-Object { "owl number $_" } | New-GenTask google/nano-banana -AspectRatio 1:1 -CallbackUrl $Hook)
$files = @(Receive-GenCallback $Port -Count $tasks.Count -Timeout 60 | Save-GenOutput $Destination)
"$($files.Count) files of two programs"

# A web server of your own, or a webhook of Azure Automation, hands a body over. It is a hint: the service says what is true.
$body = "{`"task_id`":`"$($tasks[0].Id)`",`"status`":`"completed`",`"data`":{`"image_url`":`"https://example.com/not-ours.png`"}}"
$task = ConvertFrom-GenCallback $body
"task '$($task.Prompt)' is $($task.Status)"
