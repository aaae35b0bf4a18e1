using System;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>How a process that worked on a batch ended.</summary>
/// <param name="Process">Its number, which is its name in the ledger.</param>
/// <param name="KilledAt">When it was killed; null when it ended by itself.</param>
/// <param name="Report">What it told at its end; null when it was killed.</param>
internal sealed record BatchEnd(int Process, DateTimeOffset? KilledAt, BatchReport? Report);
