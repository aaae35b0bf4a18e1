using System.Management.Automation;

namespace TaskApi.Loading;

/// <summary>What happens when the module is imported and removed.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Makes the private libraries findable. Everything else waits until it is used.</summary>
    public void OnImport()
    {
        PrivateLibraries.Register();
        TypeNames.Add();
    }

    /// <summary>Removes the type names; libraries stay loaded, as .NET has it, and serve the next import.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => TypeNames.Remove();
}
