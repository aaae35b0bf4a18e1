namespace TaskApi;

/// <summary>
/// Begins requests that go on from what earlier tasks made. They have the name and the place of the row that the chain began with, so that each
/// step's results can be told apart by them, and know whose results their addresses are; of the earlier input they have nothing.
/// </summary>
public static class ChainStep
{
    /// <summary>True for a request that goes on from earlier tasks.</summary>
    public static bool Is(GenRequest request) => request.Parents.Count > 0;

    /// <summary>A request that goes on from a task.</summary>
    public static GenRequest From(GenTask task)
    {
        var notes = new OriginNotes();
        notes.NoteParent(task.Id);
        foreach (GenOutput output in GenOutput.Of(task.Id, task.Outputs))
        {
            notes.NoteOrigin(output);
        }

        return notes.AddTo(new GenRequest { Key = task.Key, Source = task.Source });
    }

    /// <summary>A request that goes on from a result.</summary>
    public static GenRequest From(GenOutput output)
    {
        var notes = new OriginNotes();
        notes.Note(output);
        return notes.AddTo(new GenRequest());
    }

    /// <summary>A request that goes on from a saved result.</summary>
    public static GenRequest From(GenFile file)
    {
        var notes = new OriginNotes();
        notes.NoteOrigin(file.Output);
        notes.NoteParent(file.Task.Id);
        return notes.AddTo(new GenRequest { Key = file.Task.Key, Source = file.Task.Source });
    }
}
