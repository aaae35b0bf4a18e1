using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;

namespace TaskApi.Emulator;

/// <summary>PUT /upload, in its three forms, and GET /files/{name}.</summary>
internal sealed class UploadRoute(UploadStore files, string publicAddress)
{
    private const string Prefix = "/files/";

    private long _requests;
    private long _kept;

    /// <summary>How many files were sent, also those that were refused.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>How many of them were kept.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    public EmulatorResponse Put(EmulatorRequest request)
    {
        Interlocked.Increment(ref _requests);
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
        answer.Json.WriteString("file_url", publicAddress + Prefix + files.Add(file));
        Interlocked.Increment(ref _kept);
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

    /// <summary>The first address among the values of an input that is one of the files' here, and of which there is no file; null for none.</summary>
    public Refusal? JudgeAddresses(JsonElement input)
    {
        foreach (JsonProperty property in input.EnumerateObject())
        {
            if (FindMissing(property.Name, property.Value) is { } url)
            {
                return new Refusal(property.Name, $"'{property.Name}' cannot be loaded: there is no file {url}.");
            }
        }

        return null;
    }

    private string? FindMissing(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when name.EndsWith("url", StringComparison.Ordinal) || name.EndsWith("urls", StringComparison.Ordinal):
                string url = value.GetString()!;
                string own = publicAddress + Prefix;
                return url.StartsWith(own, StringComparison.OrdinalIgnoreCase) && files.Find(url.Substring(own.Length)) is null ? url : null;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (FindMissing(name, item) is { } missing)
                    {
                        return missing;
                    }
                }

                return null;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    if (FindMissing(property.Name, property.Value) is { } missing)
                    {
                        return missing;
                    }
                }

                return null;
            default:
                return null;
        }
    }

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
