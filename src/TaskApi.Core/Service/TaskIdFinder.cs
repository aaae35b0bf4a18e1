using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TaskApi;

/// <summary>
/// Looks for a task's identifier in an answer that has none in the documented place. It reads the text itself, so that neither depth nor
/// a missing end, nor anything else that spoils JSON for a parser, hides what was paid for. What the answer repeats of the request is
/// passed over: an identifier in there is not of the new task.
/// </summary>
internal sealed class TaskIdFinder
{
    // What lies deeper is still read, but no longer known by where it lies.
    private const int MostFrames = 2000;
    private const int LongestName = 40;

    private static readonly Regex InText = new(
        """\btask[_-]?id\b["'\\\s]*[:=>]\s*(?:\\*(?<q>["'])(?<id>[^"'\\<>\r\n]{1,500})\\*\k<q>|(?<id>(?=[\w-]*[0-9])[\w-]{4,200})(?=[^\w-]))""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    private readonly string _text;
    private readonly Func<string, bool> _isEcho;
    private readonly List<Frame> _frames = [];
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private int _deeper;
    private int? _echoBegins;

    private TaskIdFinder(string text, Func<string, bool> isEcho)
    {
        _text = text;
        _isEcho = isEcho;
    }

    private enum Place
    {
        Envelope,
        Task,
        Elsewhere,
        Echo,
    }

    /// <summary>The likeliest identifier, of those equally likely the first; null when there is none at all.</summary>
    public TaskIdSighting? Best { get; private set; }

    /// <summary>True when the answer tells of an error.</summary>
    public bool SawError { get; private set; }

    /// <summary>True when the root has its content in <c>data</c> or the like, so that an <c>id</c> beside it is the envelope's.</summary>
    public bool HasEnvelope { get; private set; }

    /// <summary>Looks through a text.</summary>
    /// <param name="text">The body of an answer.</param>
    /// <param name="isJson">False when the text is known to be no whole JSON: what is said in plain words counts then.</param>
    /// <param name="isEcho">True for what the request held already.</param>
    public static TaskIdFinder Look(string text, bool isJson, Func<string, bool> isEcho)
    {
        var finder = new TaskIdFinder(text, isEcho);
        finder.Read();
        if (!isJson && finder.Best is not { Rank: < TaskIdRank.InText })
        {
            for (Match match = InText.Match(text); match.Success; match = match.NextMatch())
            {
                finder.Note(match.Groups["id"].Value, TaskIdRank.InText, -1);
            }
        }

        return finder;
    }

    private void Read()
    {
        string? name = null;
        int at = 0;
        while (at < _text.Length)
        {
            char letter = _text[at];
            switch (letter)
            {
                case '"':
                    int end = EndOfString(at);
                    int next = SkipBlanks(end);
                    bool isName = next < _text.Length && _text[next] == ':';
                    if (isName)
                    {
                        name = NameAt(at, end);
                    }
                    else if (name is not null && end <= _text.Length)
                    {
                        Take(name, Unquote(at, end));
                        name = null;
                    }

                    at = isName ? next + 1 : end;
                    break;
                case '{' or '[':
                    Open(letter == '[', name, at);
                    name = null;
                    at++;
                    break;
                case '}' or ']':
                    Close(++at);
                    name = null;
                    break;
                case ',':
                    name = null;
                    at++;
                    break;
                case '-' or (>= '0' and <= '9') when name is not null:
                    int from = at;
                    while (at < _text.Length && _text[at] is '-' or '+' or '.' or 'e' or 'E' or (>= '0' and <= '9'))
                    {
                        at++;
                    }

                    // What reaches to the end of a text that was cut may go on.
                    Take(name, at < _text.Length ? _text.Substring(from, at - from) : "");
                    name = null;
                    break;
                default:
                    SawError |= letter == 't' && name is "error";
                    at++;
                    break;
            }
        }
    }

    private void Take(string name, string value)
    {
        Place place = _echoBegins is not null ? Place.Echo : _deeper > 0 || _frames.Count == 0 ? Place.Elsewhere : _frames[_frames.Count - 1].Place;
        if (place == Place.Echo || value.Trim().Length == 0 || value == "0")
        {
            _ = name == "taskid" && _repeated.Add(value);
            return;
        }

        SawError |= IsError(name);
        if (name == "taskid")
        {
            Note(value, place == Place.Elsewhere ? TaskIdRank.NamedElsewhere : TaskIdRank.Named);
        }
        else if (name == "id")
        {
            Note(value, place switch
            {
                Place.Task => TaskIdRank.OfTask,
                Place.Elsewhere => TaskIdRank.Other,
                _ => _frames[_frames.Count - 1].IsRoot ? TaskIdRank.AtRoot : TaskIdRank.Plain,
            });
        }
    }

    private void Note(string id, TaskIdRank rank) => Note(id, rank, _deeper > 0 || _frames.Count == 0 ? -1 : _frames[_frames.Count - 1].From);

    private void Note(string id, TaskIdRank rank, int from)
    {
        if ((Best is null || rank < Best.Rank) && !_repeated.Contains(id) && !_isEcho(id))
        {
            Best = new TaskIdSighting(id, rank, from);
        }
    }

    private void Open(bool isList, string? name, int at)
    {
        if (_frames.Count == MostFrames)
        {
            _deeper++;
            bool isEcho = PlaceOf(name ?? "", _frames[_frames.Count - 1].Place) == Place.Echo;
            _echoBegins ??= isEcho ? _deeper : null;
            return;
        }

        Frame? outer = _frames.Count > 0 ? _frames[_frames.Count - 1] : null;
        bool isRoot = outer is null or { IsRoot: true, IsList: true };
        Place place = isRoot ? Place.Envelope : name is null ? outer!.Place : PlaceOf(name, outer!.Place);
        if (name is not null && place != Place.Echo)
        {
            int next = SkipBlanks(at + 1);
            SawError |= IsError(name) && next < _text.Length && _text[next] is not ('}' or ']');
            HasEnvelope |= outer is { IsRoot: true } && place is Place.Envelope or Place.Task;
        }

        _frames.Add(new Frame(isList, isRoot, place, at));
    }

    private void Close(int end)
    {
        if (_deeper > 0)
        {
            _echoBegins = _deeper == _echoBegins ? null : _echoBegins;
            _deeper--;
        }
        else if (_frames.Count > 0)
        {
            if (Best is { To: null } && Best.From == _frames[_frames.Count - 1].From)
            {
                Best.To = end;
            }

            _frames.RemoveAt(_frames.Count - 1);
        }
    }

    private static Place PlaceOf(string name, Place outer) => name switch
    {
        _ when outer == Place.Echo => Place.Echo,
        "input" or "inputs" or "request" or "params" or "parameters" => Place.Echo,
        "data" or "result" or "results" or "response" when outer != Place.Elsewhere => Place.Envelope,
        "task" or "tasks" when outer != Place.Elsewhere => Place.Task,
        _ => Place.Elsewhere,
    };

    private static bool IsError(string name) => name is "error" or "errors" or "errormessage" or "errorcode";

    /// <summary>The first place behind a text in quotes; beyond the end when the text breaks off.</summary>
    private int EndOfString(int start)
    {
        int at = start + 1;
        while ((at = at < _text.Length ? _text.IndexOf('"', at) : -1) >= 0)
        {
            int backslashes = 0;
            while (_text[at - backslashes - 1] == '\\')
            {
                backslashes++;
            }

            at++;
            if (backslashes % 2 == 0)
            {
                return at;
            }
        }

        return _text.Length + 1;
    }

    private int SkipBlanks(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>A property's name without regard to how it is spelled: <c>task_id</c>, <c>taskId</c> and <c>Task-ID</c> are one.</summary>
    private string NameAt(int start, int end)
    {
        if (end - start > LongestName)
        {
            return "";
        }

        string name = Unquote(start, end);
        return name.Replace("_", "").Replace("-", "").Replace(" ", "").ToLowerInvariant();
    }

    private string Unquote(int start, int end)
    {
        string inner = _text.Substring(start + 1, end - start - 2);
        if (inner.IndexOf('\\') < 0)
        {
            return inner;
        }

        try
        {
            using var json = JsonDocument.Parse(_text.AsMemory(start, end - start));
            return json.RootElement.GetString()!;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return inner;
        }
    }

    private sealed class Frame(bool isList, bool isRoot, Place place, int from)
    {
        public bool IsList => isList;

        public bool IsRoot => isRoot;

        public Place Place => place;

        public int From => from;
    }
}
