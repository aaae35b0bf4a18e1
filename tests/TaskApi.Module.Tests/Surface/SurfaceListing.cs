using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Surface;

/// <summary>Lists what scripts can rely on: cmdlets with their parameters, the objects' properties, and the words of closed sets.</summary>
internal static class SurfaceListing
{
    private const string Namespace = "TaskApi.";

    /// <summary>Each cmdlet, and in each of its parameter sets the parameters with their positions, types, ways in, aliases and allowed words.</summary>
    public static string Cmdlets(ModuleHost host)
    {
        var text = new StringBuilder();
        foreach (CmdletInfo cmdlet in host.Run("Get-Command -Module TaskApi").Clean.Select(found => (CmdletInfo)found.BaseObject).OrderBy(found => found.Name,
            StringComparer.Ordinal))
        {
            text.Append(cmdlet.Name).Append('\n');
            text.Append("  returns ").Append(string.Join(", ", cmdlet.OutputType.Select(output => output.Name).Order(StringComparer.Ordinal))).Append('\n');
            foreach (CommandParameterSetInfo set in cmdlet.ParameterSets.OrderBy(set => set.Name, StringComparer.Ordinal))
            {
                text.Append("  ").Append(set.Name).Append(set.IsDefault ? ", if nothing tells" : "").Append('\n');
                foreach (CommandParameterInfo parameter in set.Parameters.Where(IsOwn).OrderBy(parameter => parameter.Position < 0).ThenBy(
                    parameter => parameter.Position)
                    .ThenBy(parameter => parameter.Name, StringComparer.Ordinal))
                {
                    text.Append("    ").Append(Line(parameter)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>The types that scripts can name, with their properties or words.</summary>
    public static string Types(ModuleHost host)
    {
        Type accelerators = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators")!;
        host.Run("Get-Module TaskApi");
        var all = (IDictionary<string, Type>)accelerators.GetProperty("Get", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var text = new StringBuilder();
        foreach (Type type in all.Where(name => name.Key.StartsWith(Namespace, StringComparison.Ordinal)).OrderBy(name => name.Key, StringComparer.Ordinal)
            .Select(name => name.Value))
        {
            text.Append(type.FullName).Append('\n');
            IEnumerable<string> members = type.IsEnum
                ? Enum.GetNames(type)
                : type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(
                    property => $"{property.Name}: {Name(property.PropertyType)}");
            foreach (string member in members.Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsOwn(CommandParameterInfo parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name);

    private static string Line(CommandParameterInfo parameter)
    {
        List<string> notes = [Name(parameter.ParameterType)];
        Add(parameter.IsMandatory, "mandatory");
        Add(parameter.Position >= 0, $"position {parameter.Position}");
        Add(parameter.ValueFromPipeline, "from the pipeline");
        Add(parameter.ValueFromPipelineByPropertyName, "by property name");
        Add(parameter.ValueFromRemainingArguments, "the rest");
        Add(parameter.Aliases.Count > 0, "also " + string.Join(", ", parameter.Aliases.Order(StringComparer.Ordinal)));
        Add(parameter.Attributes.OfType<ValidateSetAttribute>().Any(),
            "one of " + string.Join(", ", parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)));
        return $"-{parameter.Name}: {string.Join("; ", notes)}";

        void Add(bool isSo, string note)
        {
            if (isSo)
            {
                notes.Add(note);
            }
        }
    }

    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        string name = type.Namespace is "System" or "System.Collections" or "System.Collections.Generic" or "System.Management.Automation" ? type.Name
            : type.FullName ?? type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
