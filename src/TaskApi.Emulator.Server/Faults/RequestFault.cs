using System;

namespace TaskApi.Emulator.Server;

/// <summary>What goes wrong with one request.</summary>
/// <param name="Latency">How late the answer is.</param>
/// <param name="Rule">What else goes wrong; null for nothing.</param>
internal readonly record struct RequestFault(TimeSpan Latency, FaultRule? Rule);
