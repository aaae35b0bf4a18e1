using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Importing;

/// <summary>The engine keeps one list of type names for the whole process.</summary>
[Collection(ProcessWide.Name)]
public sealed class TypeNameTests
{
    [Fact]
    public void Removing_the_module_in_one_runspace_leaves_its_type_names_to_the_others()
    {
        using var leaving = new ModuleHost();
        using var staying = new ModuleHost();

        leaving.Run("Remove-Module TaskApi");

        Assert.Equal("GenProblem", staying.Run("[TaskApi.GenProblem].Name").Single.ToString());
    }

    [Fact]
    public async Task The_type_names_go_when_the_last_runspace_removes_the_module()
    {
        ShellRun run = await ShellRun.Start("-c", "[TaskApi.GenTask].Name; Remove-Module TaskApi; \"left: $($null -ne ('TaskApi.GenProblem' -as [type]))\"");

        Assert.Equal(("GenTask", "left: False"), (run.Output.Split('\n')[0].Trim(), run.Output.Split('\n')[1].Trim()));
    }
}
