using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>Writes an answer in the service's envelope: <c>{"code":…,"success":…,"data":{…}}</c>.</summary>
internal sealed class Answer : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly MemoryStream _bytes = new(256);

    private Answer() => Json = new Utf8JsonWriter(_bytes, Options);

    /// <summary>Writes the fields of <c>data</c>.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Begins an answer, up to the fields of <c>data</c>.</summary>
    public static Answer Begin(int code = 200)
    {
        var answer = new Answer();
        answer.Json.WriteStartObject();
        answer.Json.WriteNumber("code", code);
        answer.Json.WriteBoolean("success", code < 400);
        answer.Json.WriteStartObject("data");
        return answer;
    }

    /// <summary>Begins a bare object, for the few bodies without the envelope.</summary>
    public static Answer BeginBare()
    {
        var answer = new Answer();
        answer.Json.WriteStartObject();
        return answer;
    }

    public static EmulatorResponse Error(int status, string code, string message, string? parameter = null, params KeyValuePair<string, string>[] headers)
    {
        using Answer answer = Begin(status);
        answer.Json.WriteString("message", message);
        answer.Json.WriteString("code", code);
        if (parameter is not null)
        {
            answer.Json.WriteString("parameter", parameter);
        }

        return answer.End(status, headers);
    }

    public static EmulatorResponse Invalid(string? parameter, string message) => Error(400, "validation_error", message, parameter);

    public static EmulatorResponse NotFound(string what) => Error(404, "not_found", what + " not found");

    public static EmulatorResponse TooLarge(int limit) => Error(
        413, "payload_too_large", "The body is larger than " + limit.ToString(CultureInfo.InvariantCulture) + " bytes.");

    /// <summary>Closes <c>data</c> and the envelope.</summary>
    public EmulatorResponse End(int status = 200, params KeyValuePair<string, string>[] headers)
    {
        Json.WriteEndObject();
        return EndBare(status, headers);
    }

    /// <summary>Closes the outermost object.</summary>
    public EmulatorResponse EndBare(int status = 200, params KeyValuePair<string, string>[] headers)
    {
        Json.WriteEndObject();
        Json.Flush();
        return new EmulatorResponse { StatusCode = status, Headers = headers, Body = new ReadOnlyMemory<byte>(_bytes.GetBuffer(), 0, (int)_bytes.Length) };
    }

    public void Dispose()
    {
        Json.Dispose();
        _bytes.Dispose();
    }
}
