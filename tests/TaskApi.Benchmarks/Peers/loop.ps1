# As one begins: submit all, then ask about each in turn until it is done.
param([string] $Address, [int] $Count)

$headers = @{ Authorization = 'Bearer sk-any' }
$ids = foreach ($number in 1..$Count) {
    $body = @{ model = 'google/nano-banana'; input = @{ prompt = "fox $number"; aspect_ratio = '1:1' } } | ConvertTo-Json
    (Invoke-RestMethod "$Address/v1/tasks" -Method Post -Headers $headers -ContentType application/json -Body $body).data.task_id
}

foreach ($id in $ids) {
    while (($task = (Invoke-RestMethod "$Address/v1/tasks/$id" -Headers $headers).data).status -in 'pending', 'processing') {
        Start-Sleep -Seconds 2
    }

    $task
}
