using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>PowerShell with the built module imported.</summary>
internal static class ModuleShell
{
    /// <summary>A shell with a runspace of its own; dispose of both.</summary>
    public static PowerShell Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Repository.Manifest]);
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return PowerShell.Create(runspace);
    }
}
