# The same by somebody who knows of the limit of ten requests a second, and rests a little after each.
param([string] $Address, [int] $Count)

$headers = @{ Authorization = 'Bearer sk-any' }
$ids = foreach ($number in 1..$Count) {
    $body = @{ model = 'google/nano-banana'; input = @{ prompt = "fox $number"; aspect_ratio = '1:1' } } | ConvertTo-Json
    (Invoke-RestMethod "$Address/v1/tasks" -Method Post -Headers $headers -ContentType application/json -Body $body).data.task_id
    Start-Sleep -Milliseconds 110
}

foreach ($id in $ids) {
    while (($task = (Invoke-RestMethod "$Address/v1/tasks/$id" -Headers $headers).data).status -in 'pending', 'processing') {
        Start-Sleep -Seconds 2
    }

    $task
    Start-Sleep -Milliseconds 110
}
