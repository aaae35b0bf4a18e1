using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace TaskApi.Emulator.Server;

/// <summary>Writes the emulator's answers as HTTP.</summary>
internal static class HttpAnswer
{
    public static async Task WriteAsync(HttpContext context, EmulatorResponse answer)
    {
        WriteHead(context, answer);
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>Writes status and headers; the body shall follow.</summary>
    public static void WriteHead(HttpContext context, EmulatorResponse answer)
    {
        context.Response.StatusCode = answer.StatusCode;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            context.Response.Headers[header.Key] = header.Value;
        }
    }
}
