using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>A prompt at which Tab is pressed: a PowerShell of its own, or the engine hosted in this process where none is installed.</summary>
internal sealed class TabPrompt
{
    private const int Passes = 5;
    private const string Script = "PressTab.ps1";

    private readonly string? _powerShell;

    /// <summary>The prompt of that PowerShell program; null for the one on the PATH, else the hosted engine.</summary>
    public TabPrompt(string? powerShell) => _powerShell = powerShell ?? PowerShellProgram.Find();

    /// <summary>What the prompt belongs to.</summary>
    public string Name => _powerShell ?? "the engine hosted in this process (no pwsh on the PATH; name one with: complete <path of pwsh>)";

    /// <summary>Presses Tab after all the lines, again and again.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="commands">The names of commands of which to tell whether they are there.</param>
    public TabTimes Press(IReadOnlyList<string> lines, IEnumerable<string> commands)
    {
        string folder = Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName;
        try
        {
            var arguments = new Dictionary<string, object>
            {
                ["Module"] = Path.Combine(Repository.Root, "TaskApi.psd1"),
                ["LinesFile"] = Path.Combine(folder, "lines"),
                ["CommandsFile"] = Path.Combine(folder, "commands"),
                ["TimesFile"] = Path.Combine(folder, "times"),
                ["Passes"] = Passes,
            };
            File.WriteAllText((string)arguments["LinesFile"], string.Join('\0', lines));
            File.WriteAllLines((string)arguments["CommandsFile"], commands);
            Run(arguments);
            return new TabTimes((string)arguments["TimesFile"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Run(Dictionary<string, object> arguments)
    {
        if (_powerShell is null)
        {
            using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
            runspace.Open();
            using var shell = PowerShell.Create(runspace);
            shell.AddScript(File.ReadAllText(Path.Combine(Repository.Root, "tests", "TaskApi.Benchmarks", Script))).AddParameters(arguments).Invoke();
            return;
        }

        IEnumerable<string> words =
            arguments.SelectMany(argument => new[] { "-" + argument.Key, Convert.ToString(argument.Value, CultureInfo.InvariantCulture)! });
        PowerShellProgram.Run(_powerShell, Script, words);
    }
}
