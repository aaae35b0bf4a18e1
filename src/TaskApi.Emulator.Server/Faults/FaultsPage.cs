using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace TaskApi.Emulator.Server;

/// <summary>/_faults: tells, adds and ends faults while the server runs.</summary>
internal static class FaultsPage
{
    public const string Path = "/_faults";

    public static Task AnswerAsync(HttpContext context, EmulatorRequest request, FaultPlan plan)
    {
        switch (request.Method)
        {
            case "GET":
                break;
            case "DELETE":
                plan.Clear();
                break;
            case "POST":
                try
                {
                    plan.Add(Read(request.Body));
                }
                catch (Exception problem) when (problem is FormatException or JsonException)
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                    return context.Response.WriteAsJsonAsync(new { message = problem.Message });
                }

                break;
            default:
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return Task.CompletedTask;
        }

        return context.Response.WriteAsJsonAsync(new {
            faults = new List<KeyValuePair<string, int>>(plan.Figures()).ConvertAll(static figure => new { fault = figure.Key, befell = figure.Value }) });
    }

    private static List<string> Read(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("faults", out JsonElement faults)
            || faults.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("""The body must be like {"faults":["reset-after:post:0.1"]}.""");
        }

        var texts = new List<string>();
        foreach (JsonElement fault in faults.EnumerateArray())
        {
            texts.Add(fault.ValueKind == JsonValueKind.String ? fault.GetString()!
                : throw new FormatException($"{fault.GetRawText()} is not a fault: it must be a string."));
        }

        return texts;
    }
}
