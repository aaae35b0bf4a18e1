using System;
using System.Collections.Generic;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>PUT /upload, in its three forms, and GET /files/{name}.</summary>
internal sealed class UploadRoute(UploadStore files, string publicAddress)
{
    public EmulatorResponse Put(EmulatorRequest request)
    {
        if (request.Body.Length > GenEmulator.LargestUpload)
        {
            return Answer.TooLarge(GenEmulator.LargestUpload);
        }

        (UploadedFile? file, string problem) = MultipartFile.IsMultipart(request.ContentType)
            ? ReadMultipart(request)
            : ReadJson(request);
        if (file is null)
        {
            return Refuse(problem);
        }

        using Answer answer = Answer.BeginBare();
        answer.Json.WriteBoolean("success", true);
        answer.Json.WriteString("file_url", $"{publicAddress}/files/{files.Add(file)}");
        return answer.EndBare();
    }

    public EmulatorResponse Get(EmulatorRequest request, string name) => files.Find(name) switch
    {
        null => Answer.NotFound("file"),
        { Address: { } address } => new EmulatorResponse
        {
            StatusCode = 302,
            Headers = [new KeyValuePair<string, string>("Location", address.AbsoluteUri)],
        },
        { } file => FileAnswer.For(request, file.Bytes, FileType.ContentTypeOf(file.Extension), $"\"{BodyHash.Of(file.Bytes):x16}\""),
    };

    private static (UploadedFile? File, string Problem) ReadMultipart(EmulatorRequest request) =>
        MultipartFile.Find(request.Body, request.ContentType!) is { } part
            ? Keep(part.Content.ToArray(), part.Name, part.ContentType)
            : (null, "The form has no part named 'file'.");

    private static (UploadedFile? File, string Problem) ReadJson(EmulatorRequest request)
    {
        using JsonDocument? document = JsonBody.TryParse(request.Body);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, "The body must be multipart/form-data or a JSON object.");
        }

        if (document.RootElement.TryGetProperty("base64", out JsonElement base64) && base64.ValueKind == JsonValueKind.String)
        {
            return ReadBase64(base64.GetString()!);
        }

        if (document.RootElement.TryGetProperty("url", out JsonElement url) && url.ValueKind == JsonValueKind.String)
        {
            return WebAddress.TryRead(url.GetString()!) is { } address
                ? (new UploadedFile { Address = address, Extension = FileType.ExtensionOf(address.AbsolutePath, null, []) }, "")
                : (null, "'url' must be an absolute http or https URL.");
        }

        return (null, "The body must have 'base64' or 'url' as text.");
    }

    private static (UploadedFile? File, string Problem) ReadBase64(string text)
    {
        const string dataScheme = "data:";
        const string encoding = ";base64,";
        string? contentType = null;
        if (text.StartsWith(dataScheme, StringComparison.OrdinalIgnoreCase))
        {
            int split = text.IndexOf(encoding, StringComparison.OrdinalIgnoreCase);
            if (split < 0)
            {
                return (null, "The data URI must be base64.");
            }

            contentType = text.Substring(dataScheme.Length, split - dataScheme.Length);
            text = text.Substring(split + encoding.Length);
        }

        try
        {
            return Keep(Convert.FromBase64String(text), null, contentType);
        }
        catch (FormatException)
        {
            return (null, "'base64' is not valid base64.");
        }
    }

    private static (UploadedFile? File, string Problem) Keep(byte[] bytes, string? name, string? contentType) =>
        bytes.Length == 0
            ? (null, "The file is empty.")
            : (new UploadedFile { Bytes = bytes, Extension = FileType.ExtensionOf(name, contentType, bytes) }, "");

    // Clients look for the message at the root, beside success, on this page.
    private static EmulatorResponse Refuse(string message)
    {
        using Answer answer = Answer.Begin(400);
        answer.Json.WriteString("message", message);
        answer.Json.WriteString("code", "validation_error");
        answer.Json.WriteEndObject();
        answer.Json.WriteString("message", message);
        return answer.EndBare(400);
    }
}
