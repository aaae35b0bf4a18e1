using System;
using System.Globalization;
using System.Threading.Tasks;
using Npgsql;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>An empty database that is gone after the test.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _server;

    private PostgresDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = true }.ConnectionString;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How to reach it as the server's superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>A new database.</summary>
    /// <param name="server">The server's connection string; null for the one that tests share.</param>
    public static async Task<PostgresDatabase> CreateAsync(string? server = null)
    {
        server ??= await PostgresServer.SharedAsync();
        string name = "taskapi_test_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        return new PostgresDatabase(server, name);
    }

    /// <summary>The same database, for somebody else.</summary>
    public string ConnectionStringFor(string user, string password) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = user, Password = password }.ConnectionString;

    /// <summary>Runs a statement in it, as its superuser.</summary>
    public Task<object?> ExecuteAsync(string sql) =>
        ExecuteAsync(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString, sql);

    /// <summary>Cuts all connections to it. The server has let go of what they held.</summary>
    public async Task CutAsync()
    {
        object? cut = await ExecuteAsync(_server,
            "SELECT string_agg(pid || '', ',') FROM (SELECT pid, pg_terminate_backend(pid) AS is_told FROM pg_stat_activity " +
            $"WHERE datname = '{Name}' OFFSET 0) AS connection WHERE is_told");
        while (cut is string processes && await ExecuteAsync(_server, $"SELECT count(*) FROM pg_stat_activity WHERE pid IN ({processes})") is not 0L)
        {
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(_server, $"DROP DATABASE {Name} WITH (FORCE)");

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 120;
        return await command.ExecuteScalarAsync();
    }
}
