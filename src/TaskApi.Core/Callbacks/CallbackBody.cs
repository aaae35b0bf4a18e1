using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads the bodies of callbacks, wherever they come from.</summary>
public static class CallbackBody
{
    /// <summary>How large a body may be, in bytes or letters.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="session">The session whose secrets are taken out of it; null for none.</param>
    /// <exception cref="GenServiceException">It is no callback.</exception>
    public static GenCallback Read(byte[] body, GenSession? session = null) =>
        body.Length > Largest ? throw TooLarge() : Unwrap(WireText.Decode(body), session);

    /// <summary>Reads a body.</summary>
    /// <param name="body">The text.</param>
    /// <param name="session">The session whose secrets are taken out of it; null for none.</param>
    /// <exception cref="GenServiceException">It is no callback.</exception>
    public static GenCallback Read(string body, GenSession? session = null) =>
        body.Length > Largest ? throw TooLarge() : Unwrap(WireText.Heal(body.TrimStart('\uFEFF')), session);

    /// <summary>Reads what another reader has made of a body.</summary>
    /// <param name="fields">Its named values.</param>
    /// <param name="session">The session whose secrets are taken out of it; null for none.</param>
    /// <exception cref="GenServiceException">It is no callback.</exception>
    public static GenCallback Read(IDictionary<string, object?> fields, GenSession? session = null) => Read(JsonText.ToText(fields), session);

    /// <summary>Reads a body to its end; the stream stays open.</summary>
    /// <param name="body">The stream.</param>
    /// <param name="session">The session whose secrets are taken out of it; null for none.</param>
    /// <exception cref="GenServiceException">It is no callback, or cannot be read.</exception>
    public static GenCallback Read(Stream body, GenSession? session = null)
    {
        using var copy = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            for (int read = body.Read(buffer, 0, buffer.Length); read > 0; read = body.Read(buffer, 0, buffer.Length))
            {
                copy.Write(buffer, 0, read);
                if (copy.Length > Largest)
                {
                    throw TooLarge();
                }
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or NotSupportedException or UnauthorizedAccessException
            or InvalidDataException)
        {
            throw new GenServiceException(GenErrorCode.InvalidInput, $"The callback's body cannot be read: {failure.Message}", failure);
        }

        return Read(copy.ToArray(), session);
    }

    /// <summary>Reads a body that is readable text and has no secret in it.</summary>
    internal static GenCallback Read(string text, CallbackAddress address)
    {
        var answer = WireAnswer.Read(200, text);
        if (answer.Root is null)
        {
            throw NoCallback("it is no JSON object.");
        }

        if (answer.TaskId is not { } id || !TaskId.IsValid(id))
        {
            throw NoCallback("it names no task. A callback has a task_id and a status.");
        }

        GenTask told = TaskReader.Read(new GenTask(), answer, ModelCatalog.BuiltIn, default);
        return new GenCallback(id, told.Status, answer, address);
    }

    /// <summary>What Azure Automation hands to a runbook holds the body, and the headers and the webhook's name beside it.</summary>
    private static GenCallback Unwrap(string text, GenSession? session)
    {
        text = session?.Redact(text) ?? text;
        return WireAnswer.Read(200, text).Root is { } root && root.TryGetProperty("RequestBody", out JsonElement body)
            ? Read(body.ValueKind == JsonValueKind.String ? WireText.Heal(body.GetString()!) : body.GetRawText(), new CallbackAddress())
            : Read(text, new CallbackAddress());
    }

    private static GenServiceException NoCallback(string why) => new(GenErrorCode.InvalidInput, "This is no callback: " + why);

    private static GenServiceException TooLarge() => NoCallback("it is larger than 1 MB.");
}
