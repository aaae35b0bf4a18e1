using System;
using System.Management.Automation;
using System.Reflection;

namespace TaskApi.Loading;

/// <summary>
/// Makes the module's types findable in scripts, as <c>[TaskApi.GenTask]</c>: PowerShell does not look for type literals in private
/// load contexts. Type accelerators are the documented way for a module to export types.
/// </summary>
internal static class TypeNames
{
    private static readonly Type[] Exported =
    [
        typeof(GenFile), typeof(GenKind), typeof(GenModel), typeof(GenOutput), typeof(GenParameter), typeof(GenPrice), typeof(GenProblem), typeof(GenRequest),
        typeof(GenRequestCheck), typeof(GenSession), typeof(GenSource), typeof(GenTask), typeof(GenTaskStatus),
    ];

    // PowerShell keeps the type internal, though its methods are the documented way.
    private static readonly Type? Accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators");

    /// <summary>Adds the names.</summary>
    public static void Add()
    {
        foreach (Type type in Exported)
        {
            // An import after -Force finds the names of the one before.
            Invoke("Remove", type.FullName!);
            Invoke("Add", type.FullName!, type);
        }
    }

    /// <summary>Removes the names.</summary>
    public static void Remove()
    {
        foreach (Type type in Exported)
        {
            Invoke("Remove", type.FullName!);
        }
    }

    private static void Invoke(string method, params object[] arguments) =>
        Accelerators?.GetMethod(method, BindingFlags.Public | BindingFlags.Static)?.Invoke(null, arguments);
}
