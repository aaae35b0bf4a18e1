# Ten at a time, each waiting for its own task.
param([string] $Address, [int] $Count)

1..$Count | ForEach-Object -ThrottleLimit 10 -Parallel {
    $headers = @{ Authorization = 'Bearer sk-any' }
    $body = @{ model = 'google/nano-banana'; input = @{ prompt = "fox $_"; aspect_ratio = '1:1' } } | ConvertTo-Json
    $id = (Invoke-RestMethod "$using:Address/v1/tasks" -Method Post -Headers $headers -ContentType application/json -Body $body).data.task_id
    do {
        Start-Sleep -Seconds 2
        $task = (Invoke-RestMethod "$using:Address/v1/tasks/$id" -Headers $headers).data
    } while ($task.status -in 'pending', 'processing')

    $task
}
