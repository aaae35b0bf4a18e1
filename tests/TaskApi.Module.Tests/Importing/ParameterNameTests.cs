using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Importing;

/// <summary>
/// The engine binds static parameters first and takes the beginning of a name for the whole: a model's own -Mode would be taken for -Model.
/// </summary>
public sealed class ParameterNameTests
{
    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("Get-GenPrice")]
    public void No_parameter_of_any_model_is_taken_for_a_static_one(string command)
    {
        using var host = new ModuleHost();
        HashSet<string> fixedNames = StaticNames(host, command);
        PSObject[] models = [.. host.Run("Get-GenModel").Clean];

        IEnumerable<string> trapped =
            from model in models
            from name in model.List("Parameters").Texts("PascalName")
            where !fixedNames.Contains(name)
            from taken in fixedNames
            where taken.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            select $"{model} -{name} binds to -{taken}";

        Assert.True(models.Length >= 50);
        Assert.Empty(trapped);
    }

    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("Get-GenPrice")]
    public void Every_model_gives_the_command_its_own_parameters_without_a_collision(string command)
    {
        using var host = new ModuleHost();
        HashSet<string> fixedNames = StaticNames(host, command);

        foreach (PSObject model in host.Run("Get-GenModel").Clean)
        {
            string[] own = model.List("Parameters").Texts("PascalName");
            string[] dynamic =
                [.. host.Run(
                    $"(Get-Command {command} -ArgumentList {model}).Parameters.Values | Where-Object IsDynamic | ForEach-Object Name").Clean.Select(
                        name => name.ToString())];

            Assert.Empty(dynamic.Intersect(fixedNames, StringComparer.OrdinalIgnoreCase));
            Assert.Empty(own.Except(dynamic.Concat(fixedNames), StringComparer.OrdinalIgnoreCase));
        }
    }

    private static HashSet<string> StaticNames(ModuleHost host, string command)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PSObject parameter in host.Run($"(Get-Command {command}).Parameters.Values").Clean)
        {
            names.Add(parameter.Text("Name"));
            names.UnionWith(parameter.List("Aliases").Select(alias => alias.ToString()));
        }

        Assert.Contains("Model", names);
        return names;
    }
}
