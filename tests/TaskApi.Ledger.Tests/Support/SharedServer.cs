using System;
using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace TaskApi.Tests.Ledger.Support;

/// <summary>Ends the server that tests share, if one of them has started it.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await PostgresServer.EndSharedAsync();
}
