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
    /// <param name="context">The request.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="tooMany">How many bytes more are announced than there are.</param>
    public static void WriteHead(HttpContext context, EmulatorResponse answer, int tooMany = 0)
    {
        context.Response.StatusCode = answer.StatusCode;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length + tooMany;
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            context.Response.Headers[header.Key] = header.Value;
        }
    }
}
