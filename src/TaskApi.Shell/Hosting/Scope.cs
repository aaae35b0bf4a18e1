using System;

namespace TaskApi.Shell.Hosting;

/// <summary>Something that lasts until it is disposed.</summary>
internal sealed class Scope(Action end) : IDisposable
{
    public void Dispose() => end();
}
