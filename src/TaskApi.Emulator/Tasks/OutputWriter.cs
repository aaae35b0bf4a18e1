using System.Globalization;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>Writes what a completed task made, for polls and callbacks.</summary>
internal sealed class OutputWriter(string publicAddress)
{
    private const double TranscriptSeconds = 2.5;

    private static readonly string[] TranscriptWords = ["The", "quick", "brown", "fox"];

    /// <summary>Writes the output in its place: in an object of that name, or straight into the surrounding object.</summary>
    public void Write(Utf8JsonWriter json, EmulatedTask task, string wrapper)
    {
        var plan = OutputPlan.For(task);
        bool wrapped = plan.Form != OutputForm.Tracks;
        if (wrapped)
        {
            json.WriteStartObject(wrapper);
        }

        switch (plan.Form)
        {
            case OutputForm.Lyrics:
                json.WriteString("text", "[Verse]\nThe night is young, the lines are few\n\n[Chorus]\nAnd every word was made for you");
                json.WriteString("title", task.Shape.Title ?? "Few Lines");
                break;
            case OutputForm.Transcript:
                WriteTranscript(json);
                break;
            default:
                WriteFiles(json, task, plan);
                break;
        }

        if (wrapped)
        {
            json.WriteEndObject();
        }
    }

    private void WriteFiles(Utf8JsonWriter json, EmulatedTask task, OutputPlan plan)
    {
        for (int i = 0; i < plan.Fields.Count; i++)
        {
            json.WriteString(plan.Fields[i], UrlOf(task, plan, i + 1));
        }

        if (plan.Copies > 1)
        {
            json.WriteStartArray(plan.Fields[0] + "s");
            for (int number = 1; number <= plan.Copies; number++)
            {
                json.WriteStringValue(UrlOf(task, plan, number));
            }

            json.WriteEndArray();
        }
    }

    private string UrlOf(EmulatedTask task, OutputPlan plan, int number)
    {
        string suffix = plan.FileCount == 1 ? "" : "-" + number.ToString(CultureInfo.InvariantCulture);
        return $"{publicAddress}/outputs/{task.Id}{suffix}.{plan.Extension}";
    }

    private static void WriteTranscript(Utf8JsonWriter json)
    {
        json.WriteString("language_code", "eng");
        json.WriteNumber("language_probability", 0.98);
        json.WriteStartArray("words");
        double time = 0;
        for (int i = 0; i < TranscriptWords.Length; i++)
        {
            if (i > 0)
            {
                WriteWord(json, " ", "spacing", ref time, 0.1);
            }

            WriteWord(json, TranscriptWords[i], "word", ref time, 0.4);
        }

        json.WriteEndArray();
        json.WriteNumber("file_duration_seconds", TranscriptSeconds);
    }

    private static void WriteWord(Utf8JsonWriter json, string text, string type, ref double time, double length)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteNumber("start", time);
        time = System.Math.Round(time + length, 3);
        json.WriteNumber("end", time);
        json.WriteString("type", type);
        json.WriteString("speaker_id", "speaker_0");
        json.WriteEndObject();
    }
}
