using System;
using System.Collections.Generic;

namespace TaskApi.Emulator;

/// <summary>What a task hands over: the form, and the files by output field.</summary>
internal sealed class OutputPlan
{
    private static readonly string[] StemFields = ["vocals_url", "instrumental_url"];
    private static readonly string[] AllStemFields = ["vocals_url", "instrumental_url", "drums_url", "bass_url", "guitar_url", "keyboard_url"];
    private static readonly string[] TrackFields = ["audio_url1", "audio_url2"];

    private OutputPlan(OutputForm form, IReadOnlyList<string> fields, int copies)
    {
        Form = form;
        Fields = fields;
        Copies = copies;
    }

    public OutputForm Form { get; }

    /// <summary>The names of the output fields that hold a URL.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>How many files the one field stands for, where a request asked for several results.</summary>
    public int Copies { get; }

    /// <summary>How many files there are. They are numbered from 1; a single one needs no number.</summary>
    public int FileCount => Fields.Count * Copies;

    /// <summary>The file name's extension, which is the same for all files of a task.</summary>
    public string Extension => Fields.Count == 0 ? "" : ExtensionOf(Fields[0]);

    public static OutputPlan For(EmulatedTask task) => task.Model.Name switch
    {
        "stems" => new OutputPlan(OutputForm.Files, StemFields, 1),
        "stems-all" => new OutputPlan(OutputForm.Files, AllStemFields, 1),
        "lyrics" => new OutputPlan(OutputForm.Lyrics, [], 1),
        _ when Has(task.Model, "language_code") => new OutputPlan(OutputForm.Transcript, [], 1),
        _ when Has(task.Model, "audio_url1") => new OutputPlan(OutputForm.Tracks, TrackFields, 1),
        _ => new OutputPlan(OutputForm.Files, [FieldOf(task.Model)], task.Shape.Count),
    };

    private static string FieldOf(GenModel model)
    {
        foreach (string output in model.Outputs)
        {
            if (output is "video_url" or "image_url" or "audio_url")
            {
                return output;
            }
        }

        return model.Kind switch
        {
            GenKind.Video => "video_url",
            GenKind.Image => "image_url",
            _ => "audio_url",
        };
    }

    private static string ExtensionOf(string field) => field switch
    {
        "video_url" => "mp4",
        "image_url" => "png",
        _ => "wav",
    };

    private static bool Has(GenModel model, string output)
    {
        foreach (string name in model.Outputs)
        {
            if (string.Equals(name, output, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
