using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace TaskApi.Module.Tests.Support;

/// <summary>
/// The tests' own way to a database server. The client must not lie on this process's probing path, because the module would take it from
/// there: it is found where the module has it, when the first test asks, and is another copy than the module's.
/// </summary>
internal static class DatabaseClient
{
    [ModuleInitializer]
    internal static void Find() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
    {
        string path = Path.Combine(Repository.Root, "bin", "deps", "postgres", name.Name + ".dll");
        return name.Name!.StartsWith("TaskApi.", System.StringComparison.Ordinal) || !File.Exists(path) ? null : context.LoadFromAssemblyPath(path);
    };
}
