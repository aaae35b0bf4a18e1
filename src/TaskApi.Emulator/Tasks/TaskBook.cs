using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading;

namespace TaskApi.Emulator;

/// <summary>All tasks, and the drawing of their fates.</summary>
internal sealed class TaskBook(TimeProvider clock, ulong seed, double failureRate, double taskSpeed)
{
    private readonly ConcurrentDictionary<string, EmulatedTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ulong, int> _tasksPerBody = new();
    private long _number;

    public EmulatedTask Create(GenModel model, JsonElement input, decimal cost, Uri? callbackUrl, ReadOnlySpan<byte> body)
    {
        long number = Interlocked.Increment(ref _number);
        var draw = new SeededDraw(seed, number);
        string id = draw.NextUuid().ToString("D");
        (double pending, double total) = TaskDurations.Draw(model.Kind, ref draw);
        long now = clock.GetTimestamp();
        double second = clock.TimestampFrequency / taskSpeed;
        var task = new EmulatedTask
        {
            Id = id,
            Number = number,
            Prompt = input.TryGetProperty("prompt", out JsonElement prompt) && prompt.ValueKind == JsonValueKind.String ? prompt.GetString() : null,
            Model = model,
            Shape = TaskShape.Read(model, input),
            Cost = cost,
            Fails = draw.NextShare() < failureRate,
            Seed = (uint)draw.NextBits(),
            StartsAt = now + (long)(pending * second),
            EndsAt = now + (long)(total * second),
            CallbackUrl = callbackUrl,
        };
        _tasks[id] = task;
        _tasksPerBody.AddOrUpdate(BodyHash.Of(body), 1, static (_, count) => count + 1);
        return task;
    }

    public bool TryFind(string id, [NotNullWhen(true)] out EmulatedTask? task) => _tasks.TryGetValue(id, out task);

    /// <summary>All tasks, oldest first.</summary>
    public IReadOnlyList<EmulatedTask> InOrder()
    {
        var all = new List<EmulatedTask>(_tasks.Values);
        all.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return all;
    }

    public TaskFigures Figures()
    {
        int perBody = 0;
        foreach (KeyValuePair<ulong, int> body in _tasksPerBody)
        {
            perBody = Math.Max(perBody, body.Value);
        }

        int created = 0;
        int largestPolls = 0;
        long polls = 0;
        int seen = 0;
        double lag = 0;
        long lastEnd = 0;
        long lastSeen = 0;
        foreach (KeyValuePair<string, EmulatedTask> pair in _tasks)
        {
            EmulatedTask task = pair.Value;
            created++;
            largestPolls = Math.Max(largestPolls, task.Polls);
            polls += task.Polls;
            lastEnd = Math.Max(lastEnd, task.EndsAt);
            if (task.Lag is { } late)
            {
                seen++;
                lag += late;
                lastSeen = Math.Max(lastSeen, task.EndsAt + late);
            }
        }

        return new TaskFigures(created, perBody, largestPolls, Mean(polls, created), Mean(lag, seen), lastEnd, lastSeen);
    }

    private static double Mean(double sum, int count) => count == 0 ? 0 : sum / count;
}
