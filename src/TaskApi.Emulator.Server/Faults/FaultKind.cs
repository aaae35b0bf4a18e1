namespace TaskApi.Emulator.Server;

/// <summary>What can go wrong. "Before" and "after" say whether the service has done its work, such as creating a paid task, by then.</summary>
internal enum FaultKind
{
    /// <summary>The answer is late.</summary>
    Latency,

    /// <summary>500, and nothing was done.</summary>
    ErrorBefore,

    /// <summary>500, although everything was done.</summary>
    ErrorAfter,

    /// <summary>The connection breaks, and nothing was done.</summary>
    ResetBefore,

    /// <summary>The connection breaks, although everything was done.</summary>
    ResetAfter,

    /// <summary>The connection ends in good order but without an answer, and nothing was done.</summary>
    CloseBefore,

    /// <summary>The connection ends in good order but without an answer, although everything was done.</summary>
    CloseAfter,

    /// <summary>The connection breaks in the middle of the answer.</summary>
    HalfAnswer,

    /// <summary>No answer comes until the caller gives up, and nothing was done.</summary>
    StallBefore,

    /// <summary>No answer comes until the caller gives up, although everything was done.</summary>
    StallAfter,

    /// <summary>429, and nothing was done.</summary>
    RateLimit,

    /// <summary>Everything was done, and the answer is no JSON but looks like it.</summary>
    BrokenJson,

    /// <summary>Everything was done, and the answer is JSON of another shape.</summary>
    WrongJson,

    /// <summary>Everything was done, and the answer is a page of HTML.</summary>
    Html,

    /// <summary>Everything was done, and the answer sends the caller to the same address again.</summary>
    Redirect,

    /// <summary>Everything was done, and the answer redirects to the same path on another port of this machine.</summary>
    RedirectAway,

    /// <summary>404, although it is there.</summary>
    NotFound,

    /// <summary>403, although it is allowed.</summary>
    Forbidden,

    /// <summary>The answer is the first half, with a length that says that this is all.</summary>
    CutOff,

    /// <summary>The answer, with a length that says that more was to come.</summary>
    WrongLength,

    /// <summary>The address of a file is good no longer: 403 from now on. Its task tells a new one.</summary>
    Expired,

    /// <summary>Another of the faults that befall files, drawn for each request.</summary>
    Mixed,

    /// <summary>The answer comes in pieces with pauses between them.</summary>
    Slow,

    /// <summary>The answer says that it is a page of HTML, and is not.</summary>
    WrongType,

    /// <summary>The whole file, although a part was asked for.</summary>
    RangeIgnored,

    /// <summary>A part that is not the one that was asked for, and says that it is.</summary>
    RangeShifted,

    /// <summary>The file has another content, and another tag, than before.</summary>
    Changed,

    /// <summary>A callback that never comes.</summary>
    CallbackLost,

    /// <summary>A callback that comes twice.</summary>
    CallbackRepeated,

    /// <summary>A callback that comes long after the task's end.</summary>
    CallbackLate,
}
