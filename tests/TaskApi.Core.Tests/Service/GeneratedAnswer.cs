using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace TaskApi.Tests.Service;

/// <summary>What must become of an identifier in a generated answer.</summary>
internal enum Promise
{
    /// <summary>There is none, or it was spoiled.</summary>
    Nothing,

    /// <summary>A person who looks at the error must find it, unless it is taken for the task's.</summary>
    Told,

    /// <summary>It is the task's.</summary>
    Task,
}

/// <summary>
/// An answer as a service might give it on a bad day: the known forms and others, with the identifier somewhere, the key echoed in any
/// escaping, values of wrong types, duplicates, depth, breaks, and bytes that are no text.
/// </summary>
internal sealed class GeneratedAnswer
{
    public const string Key = "sk-Canary/7+Z9=qXwv";
    public const string Url = "https://c.example.com/a.png";

    // Private characters that stand for what cannot be written yet: the end of the identifier, and a byte that is no UTF-8.
    private const char AfterId = '\uE000';
    private const char NoText = '\uE001';

    private readonly Choices _choices;
    private readonly bool _isPoll;
    private string _idJson = "";

    public GeneratedAnswer(int[] numbers, bool isPoll)
    {
        _choices = new Choices(numbers);
        _isPoll = isPoll;
        Status = _choices.OneOf(200, 200, 200, 200, 201, 202, 204, 301, 303, 307, 400, 401, 402, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503, 504, 599);
        ChooseId();
        string text = ChooseShape();
        Body = Write(text);
    }

    public int Status { get; }

    /// <summary>The identifier as the service means it.</summary>
    public string Id { get; private set; } = "";

    public Promise Promise { get; private set; }

    /// <summary>True when the answer is plain enough that a poll must tell the task's end.</summary>
    public bool TellsEnd { get; private set; }

    /// <summary>False when the connection broke before the end.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>True when some bytes are others: an echo of the key may have become another word then.</summary>
    public bool IsGarbled { get; private set; }

    public byte[] Body { get; }

    public override string ToString() =>
        $"HTTP {Status}, {Promise} {Id}, whole: {IsWhole}: " +
        $"{Encoding.UTF8.GetString(Body).Replace("{\"data\":{\"data\":{\"data\":{\"data\":", "", StringComparison.Ordinal)}";

    private void ChooseId()
    {
        Id = _choices.OneOf(
            "abc123def456", "96b69d7c-73d9-4a18-813c-9cf3e51ef5b4", "01k76zrfzfe8988e06b8pg3wen", "abc", "7", "task:1/2", "a b", "tâche", "🦊", "x\"y",
            "a\\b",
            "12345", "..", "a\tb", "{id}", "[1]", "a,b", "a:b");
        bool isNumber = Id is "12345" && _choices.OnceIn(2);
        _idJson = isNumber ? Id : Quoted(string.Concat(Id.Select(
            letter => (!char.IsSurrogate(letter) && _choices.OnceIn(8)) || letter is '"' or '\\' or < ' ' ? $"\\u{(int)letter:x4}" : letter.ToString())));
        _idJson += AfterId;
    }

    private string ChooseShape()
    {
        string name = _choices.OneOf("task_id", "task_id", "taskId", "TaskId", "taskID", "task-id", "task\\u005fid", "TASK_ID");
        string named = Quoted(name) + Blank() + ":" + Blank() + _idJson;
        string plain = "\"id\":" + Blank() + _idJson;
        Promise = Promise.Task;
        TellsEnd = true;
        switch (_choices.Below(18))
        {
            case 0:
                return "{\"code\":200,\"success\":true,\"data\":" + Object("\"task_id\":" + _idJson) + "}";
            case 1:
                return Object("\"data\":" + Object(named));
            case 2:
                return Object(named);
            case 3:
                return Object("\"data\":" + Noises(), named);
            case 4:
                return Object("\"data\":[" + Object(named) + "]");
            case 5:
                return "[" + Object(named) + "]";
            case 6:
                return Object($"\"{_choices.OneOf("result", "response", "Result")}\":" + Object(named));
            case 7:
                return Object("\"data\":{\"task\":" + Object(plain) + "}");
            case 8:
                return Object("\"task\":" + Object(plain));
            case 9:
                return Object("\"weird\":{\"odd\":[" + Object(named) + "]}");
            case 10:
                return Deep(Object(named));
            case 11:
                return Object("\"success\":false", "\"data\":" + Object(named));
            case 12:
                // Written as text inside of text; an identifier that has escapes itself is written the plain way.
                return "{\"data\":" + System.Text.Json.JsonSerializer.Serialize(
                    "{\"task_id\":" + _idJson + ",\"status\":\"completed\",\"output\":{\"image_url\":\"" + Url + "\"}}") + "}";
            case 13:
                Promise = Promise.Told;
                return Object("\"data\":" + Object(plain));
            case 14:
                Promise = Promise.Told;
                return Object(plain);
            case 15:
                Promise = Promise.Told;
                return Object("\"result\":[" + Object(plain) + "]");
            case 16:
                Promise = Promise.Told;
                return "{\"model\":{" + plain + "}}";
            default:
                (Promise, TellsEnd) = (Promise.Nothing, false);
                return Object("\"data\":" + Noises());
        }
    }

    private string Deep(string inner)
    {
        int depth = _choices.OneOf(10, 63, 64, 65, 200, 990, 1500, 3000);
        bool isList = _choices.OnceIn(2);
        TellsEnd = depth < 980;
        (string open, string close) = isList ? ("[", "]") : ("{\"data\":", "}");
        // A list of one in a list of one is no known form, nor is anything below the first data.
        return "{\"data\":" + string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth)) + "}";
    }

    /// <summary>An object of these members and some noise, in any order.</summary>
    private string Object(params string[] members)
    {
        var all = new List<string>(members);
        if (_isPoll && members.Any(member => member.EndsWith(AfterId)))
        {
            all.AddRange(["\"status\":\"completed\"", "\"output\":{\"image_url\":\"" + Url + "\"}"]);
        }

        for (int noise = _choices.Below(4); noise > 0; noise--)
        {
            all.Insert(_choices.Below(all.Count + 1), Noise());
        }

        return "{" + Blank() + string.Join("," + Blank(), all) + "}";
    }

    private string Noises() => "{" + string.Join(',', Enumerable.Range(0, _choices.Below(4)).Select(_ => Noise())) + "}";

    private string Noise() => _choices.OneOf(
        "\"request_id\":\"req-1\"",
        "\"trace_id\":17",
        "\"user\":{\"id\":\"user-1\"}",
        "\"input\":{\"task_id\":\"old-1\",\"id\":\"old-2\",\"x\":\"" + Echo() + "\"}",
        "\"message\":\"" + Echo() + "\"",
        "\"error\":{\"code\":\"" + Echo() + "\",\"message\":\"No " + Echo() + "\"}",
        "\"error\":" + _choices.OneOf("{}", "null", "\"\"", "[]", "true", "\"Bad\""),
        "\"error_message\":" + _choices.OneOf("\"\"", "\"No\"", "7", "[]"),
        "\"model\":\"me/" + Echo() + "\"",
        "\"cost\":" + _choices.OneOf("0.1", "1e999", "-1", "\"0.1\"", "123456789012345678901234567890.5", "{}"),
        "\"code\":" + _choices.OneOf("200", "\"200\"", "99999999999999999999", "{}", "\"" + Echo() + "\""),
        "\"text\":\"" + Echo() + "\"",
        "\"" + Echo() + "\":\"https://c.example.com/" + Echo() + ".png?k=" + Echo() + "\"",
        "\"callback_url\":\"https://example.com/?k=" + Echo() + "\"",
        "\"half\":\"\\ud83d" + Echo() + "\\udc00\"",
        "\"latin\":\"f" + NoText + "r" + Echo() + "\"",
        "\"headers\":[\"Authorization: Bearer " + Echo() + "\",\"" + Convert.ToBase64String(Encoding.ASCII.GetBytes("Bearer " + Key)) + "\"]",
        "\"nothing\":null",
        "\"long\":\"" + new string('x', _choices.Below(3000)) + Echo() + "\"",
        "\"words\":[{\"text\":\"" + Echo() + "\"},7,null,[[]]]");

    /// <summary>The key in some escaping, or in several at once.</summary>
    private string Echo()
    {
        int form = _choices.Below(9);
        return string.Concat(Key.Select(letter => (form == 8 ? _choices.Below(6) : form) switch
        {
            0 => letter.ToString(),
            1 => $"\\u{(int)letter:x4}",
            2 => $"\\u{(int)letter:X4}",
            3 => $"%{(int)letter:x2}",
            4 => string.Create(CultureInfo.InvariantCulture, $"&#{(int)letter};"),
            5 => letter == '/' ? "\\/" : letter.ToString(),
            6 => $"\\u0025{(int)letter:X2}",
            _ => char.ToUpperInvariant(letter).ToString(),
        }));
    }

    private string Blank() => _choices.OneOf("", "", "", " ", "\r\n\t");

    private byte[] Write(string text)
    {
        int afterId = text.IndexOf(AfterId);
        // Within text inside of text the mark was escaped.
        bool isWritten = afterId < 0 && text.Contains("\\uE000", StringComparison.Ordinal);
        text = text.Replace(AfterId.ToString(), "", StringComparison.Ordinal).Replace("\\uE000", "", StringComparison.Ordinal);
        int damage = _choices.Below(10);
        if (damage == 1 && !isWritten && afterId >= 0)
        {
            // One more character is there: a number might go on.
            text = text[..Math.Min(text.Length, afterId + 1 + _choices.Below(text.Length - afterId))];
            IsWhole = _choices.OnceIn(2);
            TellsEnd = false;
        }
        else if (damage == 2)
        {
            text += _choices.OneOf("}", "]", "{\"a\":1}", "<!-- x -->", "\0", "\"", ",");
            TellsEnd = false;
            Promise = isWritten ? Promise.Nothing : Promise;
        }

        byte[] bytes =
            (damage == 3 ? Encoding.Unicode : damage == 4 ? Encoding.BigEndianUnicode : Encoding.UTF8).GetBytes(damage is 3 or 4 or 5 ? '\uFEFF' + text : text);
        if (damage is not (3 or 4))
        {
            bytes = WithoutText(bytes);
        }

        if (damage == 6 && bytes.Length > 0)
        {
            for (int hits = 1 + _choices.Below(4); hits > 0; hits--)
            {
                bytes[_choices.Below(bytes.Length)] = (byte)_choices.Below(256);
            }

            (Promise, TellsEnd, IsGarbled) = (Promise.Nothing, false, true);
        }

        return bytes;
    }

    /// <summary>The bytes with one that is no UTF-8 for each mark of three.</summary>
    private static byte[] WithoutText(byte[] bytes)
    {
        byte[] mark = Encoding.UTF8.GetBytes(NoText.ToString());
        if (bytes.AsSpan().IndexOf(mark) < 0)
        {
            return bytes;
        }

        var written = new List<byte>(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            bool isMark = bytes.AsSpan(i).StartsWith(mark);
            written.Add(isMark ? (byte)0xE9 : bytes[i]);
            i += isMark ? mark.Length - 1 : 0;
        }

        return [.. written];
    }

    private static string Quoted(string text) => "\"" + text + "\"";
}
