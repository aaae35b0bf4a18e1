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
        typeof(GenAccount), typeof(GenBatch), typeof(GenErrorCode), typeof(GenFile), typeof(GenKind), typeof(GenModel), typeof(GenModelCost), typeof(GenOutput),
        typeof(GenParameter), typeof(GenPrice), typeof(GenPriceSummary), typeof(GenProblem),
        typeof(GenProblemCode), typeof(GenRequest), typeof(GenRequestCheck), typeof(GenServiceException), typeof(GenSession), typeof(GenSource),
        typeof(GenTask), typeof(GenTaskStatus), typeof(GenUpload),
    ];

    // PowerShell keeps the type internal, though its methods are the documented way.
    private static readonly Type? Accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators");
    private static readonly Action<string, Type>? AddName = Find<Action<string, Type>>("Add");
    private static readonly Func<string, bool>? RemoveName = Find<Func<string, bool>>("Remove");

    private static readonly object Gate = new();

    // PowerShell keeps one list of names for the whole process, while each runspace imports and removes the module for itself.
    private static int s_imports;

    /// <summary>Adds the names, if this is the first runspace that imports the module.</summary>
    public static void Add()
    {
        lock (Gate)
        {
            if (s_imports++ == 0)
            {
                foreach (Type type in Exported)
                {
                    // The names may be there from another copy of the module; adding a name twice fails.
                    _ = RemoveName?.Invoke(type.FullName!);
                    AddName?.Invoke(type.FullName!, type);
                }
            }
        }
    }

    /// <summary>Removes the names, if this is the last runspace that removes the module.</summary>
    public static void Remove()
    {
        lock (Gate)
        {
            if (--s_imports == 0)
            {
                foreach (Type type in Exported)
                {
                    _ = RemoveName?.Invoke(type.FullName!);
                }
            }
        }
    }

    private static T? Find<T>(string method)
        where T : Delegate => Accelerators?.GetMethod(method, BindingFlags.Public | BindingFlags.Static)?.CreateDelegate(typeof(T)) as T;
}
